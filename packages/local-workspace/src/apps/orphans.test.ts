import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { appDesk, NODE_APP } from "../testing/app-desk.ts";
import { processesIn } from "../testing/processes-in.ts";
import { endPrograms, serveProgram } from "../testing/serve-program.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

const HOME = "/Workspace/Users/me@lakehand.local";
/** Folders that only apps and databases work in. */
const SERVED = /\/(apps|lakebase)\//;

afterAll(endPrograms);

test.skipIf(process.platform !== "linux")(
  "a killed workspace takes its apps and databases along, and the next one brings them back",
  async () => {
    const { dir, remove } = await temporaryDir();
    try {
      const first = serveProgram(dir);
      await expect.poll(() => first.url(), { timeout: 60_000 }).toBeDefined();
      let desk = appDesk({ url: first.url()!, token: first.token() });
      await desk.ok("POST", "/api/2.0/postgres/projects?project_id=kept", {});
      await desk.ok("POST", "/api/2.0/apps", { name: "kept" });
      await desk.source(`${HOME}/kept`, NODE_APP);
      expect((await desk.deploy("kept", `${HOME}/kept`)).status.state).toBe("SUCCEEDED");
      const { url } = await desk.app("kept");
      expect(await (await fetch(url)).text()).toContain("version one");
      expect(processesIn(dir, SERVED).length).toBeGreaterThan(1);

      first.child.kill("SIGKILL");
      await once(first.child, "exit");
      await expect.poll(() => processesIn(dir, SERVED), { timeout: 20_000 }).toEqual([]);
      await expect(fetch(url)).rejects.toThrow();

      const second = serveProgram(dir);
      await expect.poll(() => second.url(), { timeout: 60_000 }).toBeDefined();
      desk = appDesk({ url: second.url()!, token: second.token() });
      await desk.until(
        () => desk.app("kept"),
        ({ app_status }) => app_status.state === "RUNNING",
      );
      expect(await (await fetch(url)).text()).toContain("version one");
      expect((await desk.ok("GET", "/api/2.0/postgres/projects/kept")).name).toBe("projects/kept");
      second.child.kill("SIGTERM");
      await once(second.child, "exit");
      expect(processesIn(dir, SERVED)).toEqual([]);
    } finally {
      endPrograms();
      await remove();
    }
  },
);
