// Holds a session that is in the middle of a turn until it is killed: the test looks what is left.
// Says "running" when the agent is at work.
import { openHarness } from "./harness.ts";
import { startScriptedModel } from "./scripted-model.ts";

const [sandbox] = process.argv.slice(2);
const model = await startScriptedModel(() => [{ type: "text", text: "word ".repeat(10_000), paceMs: 20 }]);
const harness = await openHarness({ baseUrl: model.url }, { sandbox: sandbox === "off" ? "off" : "auto" });
let said = false;
await harness.say("go", {}, (event) => {
  if (event.type !== "text_delta" || said) return;
  said = true;
  console.log(`running ${harness.dir}`);
});
