// Holds a session that is in the middle of a turn, and a spare, until it is killed: the test looks what is left.
// Says "running" when the agent is at work. On "crash" from its input it fails with an error that nobody catches.
import { openHarness } from "./harness.ts";
import { descendants } from "./processes.ts";
import { startScriptedModel } from "./scripted-model.ts";

const [sandbox, work] = process.argv.slice(2);
const model = await startScriptedModel(() =>
  work === "tool"
    ? [{ type: "tool_use", id: "toolu_1", name: "mcp__databricks__slow", input: { label: "held" } }]
    : [{ type: "text", text: "word ".repeat(10_000), paceMs: 20 }],
);
const harness = await openHarness({ baseUrl: model.url }, { sandbox: sandbox === "off" ? "off" : "auto" });
process.stdin.on("data", () => {
  throw new Error("crash");
});
let said = false;
const run = harness.say("go", {}, (event) => {
  if (said || (event.type !== "text_delta" && event.type !== "tool_details")) return;
  said = true;
  harness.runtime.prepare({ projectId: "project-1", projectDir: harness.projectDir });
  const timer = setInterval(() => {
    const agents = descendants(process.pid).filter(({ command }) => /^\S*\/claude /.test(command));
    if (harness.runtime.pool().spares === 0 || agents.length < 2) return;
    clearInterval(timer);
    console.log(`running ${harness.dir}`);
  }, 50);
});
await run;
