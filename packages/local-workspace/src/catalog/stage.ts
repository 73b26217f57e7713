import { randomUUID } from "node:crypto";
import type { BoundSql } from "../engine/messages.ts";
import type { Stamps, TableRecord } from "./records.ts";

/** What a change does: SQL that joins the engine's transaction, disk work before it, and memory and disk work after it committed. */
export interface Stage {
  before: BoundSql[];
  after: BoundSql[];
  prepare?(): Promise<void>;
  /** The table as it is to be, when this change makes or changes one. */
  table?: TableRecord;
  /** Ids of the tables that are gone afterwards. */
  dropped?: string[];
  committed(): Promise<void> | void;
}

export const none: Stage = { before: [], after: [], committed: () => undefined };

export function newStamps(user: string): Stamps {
  const now = new Date().toISOString();
  return { id: randomUUID(), owner: user, createdAt: now, createdBy: user, updatedAt: now, updatedBy: user };
}

export const touched = (user: string) => ({ updatedAt: new Date().toISOString(), updatedBy: user });
