import { randomInt } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { userId } from "./user-id.ts";

export const RESOURCE_TYPES = ["User", "Group", "ServicePrincipal"] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

const resourceSchema = z.object({
  id: z.string(),
  type: z.enum(RESOURCE_TYPES),
  /** As SCIM names and shows them; `members` of groups, `applicationId` of service principals. */
  fields: z.record(z.string(), z.unknown()),
});
/** A user, group or service principal. */
export type Resource = z.infer<typeof resourceSchema>;

interface Member {
  value: string;
}

export const membersOf = ({ fields }: Resource): Member[] => (fields.members ?? []) as Member[];

/**
 * Users, groups and service principals. They are kept and shown; the workspace has one user, whom every token stands
 * for. That user and the groups `users` and `admins` are always there.
 */
export class Directory {
  readonly #resources: RecordLog<Resource>;
  /** The workspace's own user. */
  readonly me: string;
  readonly #fixed: Set<string>;

  constructor(dir: string, user: { userName: string; displayName: string }) {
    this.#resources = new RecordLog(join(dir, "directory.jsonl"), resourceSchema);
    this.me = userId(user.userName);
    const entitlements = ["workspace-access", "databricks-sql-access", "allow-cluster-create"];
    this.#seed(this.me, "User", {
      userName: user.userName,
      displayName: user.displayName,
      active: true,
      emails: [{ type: "work", value: user.userName, primary: true }],
      entitlements: entitlements.map((value) => ({ value })),
    });
    const groups = ["admins", "users"].map((displayName) => ({
      id: userId(`group:${displayName}`),
      displayName,
    }));
    for (const { id, displayName } of groups)
      this.#seed(id, "Group", { displayName, members: [{ value: this.me }] });
    this.#fixed = new Set([this.me, ...groups.map(({ id }) => id)]);
  }

  list(type: ResourceType): Resource[] {
    return this.#resources.list().filter((each) => each.type === type);
  }

  get(type: ResourceType, id: string): Resource | undefined {
    const found = this.#resources.get(id);
    return found?.type === type ? found : undefined;
  }

  /** Whoever has the id, of any type. */
  find(id: string): Resource | undefined {
    return this.#resources.get(id);
  }

  create(type: ResourceType, fields: Resource["fields"]): Resource {
    let id: string;
    do id = String(randomInt(10 ** 9, 2 ** 47));
    while (this.#resources.has(id));
    return this.#resources.put(id, { id, type, fields });
  }

  put(resource: Resource): Resource {
    return this.#resources.put(resource.id, resource);
  }

  /** Whether the workspace itself needs it. */
  isFixed(id: string): boolean {
    return this.#fixed.has(id);
  }

  /** Removes it, and its membership of groups. */
  delete({ id }: Resource): void {
    for (const group of this.groupsOf(id))
      this.put({
        ...group,
        fields: { ...group.fields, members: membersOf(group).filter(({ value }) => value !== id) },
      });
    this.#resources.delete(id);
  }

  /** Groups that name this id among their members. */
  groupsOf(id: string): Resource[] {
    return this.list("Group").filter((group) => membersOf(group).some(({ value }) => value === id));
  }

  close(): void {
    this.#resources.close();
  }

  #seed(id: string, type: ResourceType, fields: Resource["fields"]) {
    if (!this.#resources.has(id)) this.#resources.put(id, { id, type, fields });
  }
}
