import { describe, test } from "vitest";
import { branchesContract } from "./contract-branches.ts";
import { eventsContract } from "./contract-events.ts";
import { filesContract } from "./contract-files.ts";
import { makeKit, type StoreUnderTest } from "./contract-kit.ts";
import { leasesContract } from "./contract-leases.ts";
import { peopleContract } from "./contract-people.ts";
import { projectsContract } from "./contract-projects.ts";
import { resultsContract } from "./contract-results.ts";
import { runsContract } from "./contract-runs.ts";
import { signalsContract } from "./contract-signals.ts";
import { wholeContract } from "./contract-whole.ts";
import { workContract } from "./contract-work.ts";

export type { StoreUnderTest };

/** What every Store does, whatever it runs on. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`store contract on ${name}`, () => {
    const kit = makeKit(make);
    test("answers a ping", () => kit.store.ping());
    projectsContract(kit);
    runsContract(kit);
    leasesContract(kit);
    eventsContract(kit);
    resultsContract(kit);
    peopleContract(kit);
    workContract(kit);
    filesContract(kit);
    branchesContract(kit);
    signalsContract(kit);
    wholeContract(kit);
  });
}
