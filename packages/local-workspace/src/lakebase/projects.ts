import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { addressSchema } from "./address.ts";
import type { ServerPolicy } from "./database-server.ts";
import type { DatabaseServers } from "./servers.ts";

const sizeSchema = z.object({
  /** Kept and given back; one machine has one size. */
  minCu: z.number(),
  maxCu: z.number(),
  /** Undefined: never. */
  suspendSeconds: z.number().optional(),
  /** Kept and given back. */
  pgSettings: z.record(z.string(), z.string()).optional(),
});
export type EndpointSize = z.infer<typeof sizeSchema>;

export const projectSchema = z.object({
  id: z.string(),
  uid: z.string(),
  displayName: z.string(),
  owner: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  nativeLogin: z.boolean(),
  retention: z.string(),
  endpoints: sizeSchema,
  tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
  budgetPolicyId: z.string().optional(),
});
export type ProjectRecord = z.infer<typeof projectSchema>;

export const branchSchema = z.object({
  project: z.string(),
  id: z.string(),
  /** Id of its server. */
  uid: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  isDefault: z.boolean(),
  isProtected: z.boolean(),
  expiresAt: z.number().optional(),
  source: z.object({ branch: z.string(), at: z.number() }).optional(),
  address: addressSchema,
  /** Its one read-write endpoint, `primary`. */
  endpoint: z.object({
    uid: z.string(),
    createdAt: z.number(),
    updatedAt: z.number(),
    disabled: z.boolean(),
    size: sizeSchema,
  }),
});
/** A branch: a whole database server, with its endpoint. */
export type BranchRecord = z.infer<typeof branchSchema>;

export const DEFAULT_BRANCH = "production";
export const PRIMARY = "primary";
const EXPIRY_CHECK_MS = 10_000;

const key = (project: string, branch: string) => `${project}/${branch}`;

/** Autoscaling projects and their branches. */
export class Projects {
  readonly #projects: RecordLog<ProjectRecord>;
  readonly #branches: RecordLog<BranchRecord>;
  readonly #servers: DatabaseServers;
  readonly #log: (line: string) => void;
  readonly #making = new Set<string>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(dir: string, servers: DatabaseServers, log: (line: string) => void) {
    this.#projects = new RecordLog(join(dir, "projects.jsonl"), projectSchema);
    this.#branches = new RecordLog(join(dir, "branches.jsonl"), branchSchema);
    this.#servers = servers;
    this.#log = log;
    this.#sweeper = setInterval(() => void this.expire(Date.now()), EXPIRY_CHECK_MS);
    this.#sweeper.unref();
  }

  async reopen(): Promise<void> {
    for (const branch of this.#branches.list()) {
      if (!this.#projects.has(branch.project)) {
        this.#branches.delete(key(branch.project, branch.id));
        continue;
      }
      const address = await this.#servers.reopen(branch, this.#policy(branch));
      this.#putBranch({ ...branch, address });
    }
  }

  projects(): ProjectRecord[] {
    return this.#projects.list();
  }

  project(id: string): ProjectRecord | undefined {
    return this.#projects.get(id);
  }

  branches(project: string): BranchRecord[] {
    return this.#branches.list().filter((branch) => branch.project === project);
  }

  branch(project: string, id: string): BranchRecord | undefined {
    return this.#branches.get(key(project, id));
  }

  byServer(uid: string): BranchRecord | undefined {
    return this.#branches.list().find((branch) => branch.uid === uid);
  }

  isTaken(project: string, branch = ""): boolean {
    if (this.#making.has(key(project, branch))) return true;
    return branch === "" ? this.#projects.has(project) : this.#branches.has(key(project, branch));
  }

  async create(record: ProjectRecord): Promise<ProjectRecord> {
    const { id } = record;
    this.#making.add(key(id, ""));
    try {
      const now = Date.now();
      const draft = this.#draft(record, DEFAULT_BRANCH, now);
      const server = await this.#servers.create(this.#policy(draft), record.owner);
      // The branch first: a project without one would be broken, a branch without a project is swept at the next start.
      this.#putBranch({ ...draft, uid: server.uid, address: server.address, isDefault: true });
      return this.#projects.put(id, projectSchema.parse(record));
    } finally {
      this.#making.delete(key(id, ""));
    }
  }

  putProject(record: ProjectRecord): ProjectRecord {
    return this.#projects.put(record.id, projectSchema.parse({ ...record, updatedAt: Date.now() }));
  }

  async deleteProject({ id }: ProjectRecord): Promise<void> {
    this.#projects.delete(id);
    for (const branch of this.branches(id)) await this.deleteBranch(branch);
  }

  /** A copy of the source as it is now. */
  async branchOff(
    project: ProjectRecord,
    source: BranchRecord,
    id: string,
    options: { isProtected: boolean; expiresAt?: number | undefined },
  ): Promise<BranchRecord> {
    this.#making.add(key(project.id, id));
    try {
      const now = Date.now();
      const draft = this.#draft(project, id, now);
      const server = await this.#servers.copy(source.uid, this.#policy(draft));
      const { uid, address } = server;
      return this.#putBranch({ ...draft, ...options, uid, address, source: { branch: source.id, at: now } });
    } finally {
      this.#making.delete(key(project.id, id));
    }
  }

  async putBranch(record: BranchRecord): Promise<BranchRecord> {
    const changed = this.#putBranch({ ...record, updatedAt: Date.now() });
    if (changed.endpoint.disabled) await this.#servers.get(record.uid).suspend();
    return changed;
  }

  async deleteBranch(record: BranchRecord): Promise<void> {
    this.#branches.delete(key(record.project, record.id));
    await this.#servers.remove(record.uid);
  }

  /** Deletes branches whose time is over, as Databricks does. */
  async expire(now: number): Promise<void> {
    for (const branch of this.#branches.list())
      if (branch.expiresAt !== undefined && branch.expiresAt <= now && !branch.isProtected)
        await this.deleteBranch(branch).catch((error: Error) => this.#log(error.message));
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.#projects.close();
    this.#branches.close();
  }

  #draft(project: ProjectRecord, id: string, now: number): Omit<BranchRecord, "uid" | "address"> {
    const stamps = { createdAt: now, updatedAt: now };
    return {
      ...stamps,
      project: project.id,
      id,
      isDefault: false,
      isProtected: false,
      endpoint: { ...stamps, uid: `ep-${randomUUID()}`, disabled: false, size: project.endpoints },
    };
  }

  #putBranch(record: BranchRecord): BranchRecord {
    return this.#branches.put(key(record.project, record.id), branchSchema.parse(record));
  }

  #policy({ project, id }: { project: string; id: string }): ServerPolicy {
    return {
      closed: () => {
        const branch = this.branch(project, id);
        return branch?.endpoint.disabled
          ? `The endpoint of projects/${project}/branches/${id} is disabled.`
          : undefined;
      },
      nativeLogin: () => this.project(project)?.nativeLogin ?? false,
      suspendAfter: () => this.branch(project, id)?.endpoint.size.suspendSeconds,
    };
  }
}
