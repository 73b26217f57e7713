import { describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { delta, type Kit, leaseMs, leaseOf, limits, me } from "./contract-kit.ts";

const lost = { name: "StoreError", code: "LEASE_LOST", status: 409 };

export function leasesContract(kit: Kit): void {
  describe("leases", () => {
    const withAnother = async (work: (another: Store) => Promise<void>) => {
      const another = await kit.subject.another();
      await work(another).finally(() => another.close());
    };

    test("that have run out are taken over once, and the old owner is refused everything", () =>
      withAnother(async (another) => {
        const { execution, lease } = await kit.begin("x", undefined, { lease: { leaseMs: 1, limits } });
        const kept = await kit.begin();
        const taken = await kit.eventually(
          () => another.executions.takeLapsed(leaseMs, 100),
          (rows) => rows.length > 0,
        );
        expect(taken.map(({ id, lease }) => [id, lease])).toEqual([
          [execution.id, { owner: another.instanceId, epoch: 2 }],
        ]);
        expect(await another.executions.takeLapsed(leaseMs, 100)).toEqual([]);
        const { events, executions, approvals } = kit.store;
        await expect(events.append(execution.id, [delta(3)], lease)).rejects.toMatchObject(lost);
        await expect(executions.setStatus(execution.id, lease, "requires_action")).rejects.toMatchObject(
          lost,
        );
        const request = { kind: "plan", title: "A plan", plan: "1." } as const;
        const asked = { id: "late", executionId: execution.id, request };
        await expect(approvals.create(asked, lease)).rejects.toMatchObject(lost);
        await expect(executions.end(execution.id, lease, { status: "completed" })).rejects.toMatchObject(
          lost,
        );
        const mine = leaseOf(taken[0]!);
        await another.events.append(execution.id, [delta(3)], mine);
        await another.executions.end(execution.id, mine, { status: "interrupted", answer: "Cut off." });
        await expect(executions.end(execution.id, lease, { status: "completed" })).rejects.toMatchObject(
          lost,
        );
        await expect(another.events.append(execution.id, [delta(4)], mine)).rejects.toMatchObject(lost);
        expect(await kit.store.executions.get(me, execution.id)).toMatchObject({ status: "interrupted" });
        await events.append(kept.execution.id, [delta(3)], kept.lease);
      }));

    test("are extended together; what one's own process let lapse is not taken from it", () =>
      withAnother(async (another) => {
        const { execution } = await kit.begin("x", undefined, { lease: { leaseMs: 1, limits } });
        expect(await kit.store.executions.takeLapsed(leaseMs, 100)).toEqual([]);
        expect(await kit.store.executions.renew(leaseMs)).toContainEqual({
          id: execution.id,
          epoch: 1,
          stopRequested: false,
        });
        expect(await another.executions.takeLapsed(leaseMs, 100)).toEqual([]);
        expect(await another.executions.renew(leaseMs)).toEqual([]);
        expect(await kit.store.executions.requestStop(me, execution.id)).toBe(true);
        const renewed = await kit.store.executions.renew(leaseMs);
        expect(renewed.find(({ id }) => id === execution.id)).toMatchObject({ stopRequested: true });
        expect(await kit.store.executions.get(me, execution.id)).toMatchObject({ stopRequested: true });
      }));

    test("change their state only while they hold; a person's wait keeps the lease", () =>
      withAnother(async (another) => {
        const { execution, lease } = await kit.begin("x", undefined, { lease: { leaseMs: 1, limits } });
        await kit.store.executions.setStatus(execution.id, lease, "requires_action");
        expect(await kit.store.executions.get(me, execution.id)).toMatchObject({
          status: "requires_action",
          lease,
        });
        const taken = await kit.eventually(
          () => another.executions.takeLapsed(leaseMs, 100),
          (rows) => rows.length > 0,
        );
        expect(taken).toMatchObject([{ id: execution.id, status: "requires_action" }]);
      }));

    test("a run that nobody holds is ended without one, a held one is not", async () => {
      const { execution, lease } = await kit.begin();
      await expect(kit.store.executions.end(execution.id, null, { status: "error" })).rejects.toMatchObject(
        lost,
      );
      await kit.store.executions.end(execution.id, lease, { status: "completed" });
      await kit.store.executions.end(execution.id, null, { status: "error" });
      const queued = await kit.queue();
      await kit.store.executions.end(queued.id, null, { status: "error", error: "no room" });
      expect(await kit.store.executions.get(me, queued.id)).toMatchObject({ status: "error" });
      await kit.store.executions.end("gone", null, { status: "error" });
    });

    test(
      "no event of an old owner comes after one of the new, however they meet",
      () =>
        withAnother(async (another) => {
          const rounds = Number(process.env.LAKEHAND_TEST_INTERLEAVINGS ?? 40);
          for (let round = 0; round < rounds; round++) {
            const { execution, lease } = await kit.begin("x", undefined, { lease: { leaseMs: 0, limits } });
            const id = execution.id;
            let oldSeq = 3;
            const appends = Array.from({ length: 6 }, () => {
              const seq = oldSeq++;
              return kit.store.events.append(id, [delta(seq, "old")], lease).then(
                () => true,
                (error) => {
                  expect(error).toMatchObject(lost);
                  return false;
                },
              );
            });
            const takeOver = (async () => {
              await new Promise((resolve) => setTimeout(resolve, round % 5));
              const rows = await kit.eventually(
                () => another.executions.takeLapsed(leaseMs, 100),
                (taken) => taken.length > 0,
              );
              expect(rows.map((row) => row.id)).toEqual([id]);
              const seq = (await another.events.lastSeq(id)) + 1;
              // Whatever the old one wrote, it had written before.
              await another.events.append(id, [delta(seq + 100, "new")], leaseOf(rows[0]!));
              return seq;
            })();
            const outcomes = await Promise.all(appends);
            const firstFree = await takeOver;
            const log = await kit.store.events.read(id, 2);
            expect(log).toHaveLength(outcomes.filter(Boolean).length + 1);
            expect(log.at(-1)?.event).toMatchObject({ text: "new" });
            expect(log.slice(0, -1).every(({ seq }) => seq < firstFree)).toBe(true);
            await expect(kit.store.events.append(id, [delta(99, "old")], lease)).rejects.toMatchObject(lost);
          }
        }),
      120_000,
    );
  });

  describe("the queue of runs", () => {
    test("gives each run once, those of the least served person first, then the oldest", () =>
      withEmptyQueue(kit, async (another) => {
        const [one, two] = [`${crypto.randomUUID()}@example.com`, `${crypto.randomUUID()}@example.com`];
        const first = await kit.queue(one);
        const second = await kit.queue(one);
        const theirs = await kit.queue(two);
        expect(await kit.store.executions.queuePosition(first.id)).toBe(0);
        expect(await kit.store.executions.queuePosition(theirs.id)).toBe(2);
        const claim = (store: Store) => store.executions.claimQueued(limits, leaseMs);
        expect(await claim(another)).toMatchObject({
          id: first.id,
          status: "running",
          lease: { owner: another.instanceId, epoch: 1 },
        });
        expect(await claim(kit.store)).toMatchObject({ id: theirs.id });
        expect(await claim(another)).toMatchObject({ id: second.id });
        expect(await claim(another)).toBeUndefined();
        expect(await kit.store.executions.queuePosition(first.id)).toBeUndefined();
      }));

    test("never lets a person or a process hold more than their limits, whoever races", () =>
      withEmptyQueue(kit, async (another) => {
        const people = ["a@example.com", "b@example.com", "c@example.com"];
        for (const person of people) for (let n = 0; n < 4; n++) await kit.queue(person);
        const few = { server: 3, user: 2 };
        const claims = await Promise.all(
          Array.from({ length: 16 }, (_, n) =>
            (n % 2 ? kit.store : another).executions.claimQueued(few, leaseMs),
          ),
        );
        const held = claims.flatMap((row) => row ?? []);
        expect(held).toHaveLength(6);
        expect(new Set(held.map(({ id }) => id)).size).toBe(6);
        for (const person of people) expect(held.filter((row) => row.userEmail === person)).toHaveLength(2);
        for (const store of [kit.store, another])
          expect(held.filter((row) => row.lease?.owner === store.instanceId)).toHaveLength(3);
      }));

    test("takes what finds no room at its start, also when many start at once on two servers", () =>
      withEmptyQueue(kit, async (another) => {
        const few = { server: 4, user: 3 };
        const made = await Promise.all(
          Array.from({ length: 24 }, (_, n) => kit.conversation(`u${n % 4}@example.com`)),
        );
        const started = await Promise.all(
          made.map(({ project, conversation }, n) =>
            (n % 2 ? kit.store : another).executions.start({
              userEmail: project.userEmail,
              conversationId: conversation.id,
              projectId: project.id,
              messageId: crypto.randomUUID(),
              text: "x",
              lease: { leaseMs, limits: few },
            }),
          ),
        );
        const running = started.filter(({ execution }) => execution.status === "running");
        expect(running).toHaveLength(8);
        for (const store of [kit.store, another])
          expect(running.filter((row) => row.execution.lease?.owner === store.instanceId)).toHaveLength(4);
        for (const queued of started.filter(({ execution }) => execution.status === "queued"))
          expect(queued.events[0]?.event).toMatchObject({ status: "queued" });
        // One that waits for a person gives its place away.
        const waiting = running.find((row) => row.execution.lease?.owner === another.instanceId)!.execution;
        expect(await another.executions.claimQueued(few, leaseMs)).toBeUndefined();
        await another.executions.setStatus(waiting.id, leaseOf(waiting), "requires_action");
        expect(await another.executions.claimQueued(few, leaseMs)).toBeDefined();
      }));
  });
}

/** Ends what others left open, then lends a second process. */
async function withEmptyQueue(kit: Kit, work: (another: Store) => Promise<void>): Promise<void> {
  const another = await kit.subject.another();
  try {
    const sweep = async () => {
      for (const store of [kit.store, another]) {
        for (;;) {
          const row = await store.executions.claimQueued(limits, leaseMs);
          if (!row) break;
        }
        for (const { id, epoch } of await store.executions.renew(leaseMs))
          await store.executions.end(id, { owner: store.instanceId, epoch }, { status: "completed" });
      }
    };
    await sweep();
    await work(another);
    await sweep();
  } finally {
    await another.close();
  }
}
