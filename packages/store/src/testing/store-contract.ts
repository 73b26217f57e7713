import { describe, test } from "vitest";
import { eventsContract } from "./contract-events.ts";
import { makeKit, type StoreUnderTest } from "./contract-kit.ts";
import { projectsContract } from "./contract-projects.ts";
import { resultsContract } from "./contract-results.ts";
import { runsContract } from "./contract-runs.ts";
import { wholeContract } from "./contract-whole.ts";

export type { StoreUnderTest };

/** What every Store does, whatever it runs on. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`store contract on ${name}`, () => {
    const kit = makeKit(make);
    test("answers a ping", () => kit.store.ping());
    projectsContract(kit);
    runsContract(kit);
    eventsContract(kit);
    resultsContract(kit);
    wholeContract(kit);
  });
}
