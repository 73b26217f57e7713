import { mergeTools } from "../../merge-tools.ts";
import type { ToolDefinition } from "../../types.ts";
import { createOrUpdateLakebaseBranch, deleteLakebaseBranch } from "./branch-tools.ts";
import { deleteLakebaseDatabase, getLakebaseDatabase } from "./database-tools.ts";
import { generateLakebaseCredential } from "./generate-credential.ts";
import { createOrUpdateLakebaseDatabase } from "./put-database.ts";
import { createOrUpdateLakebaseSync, deleteLakebaseSync } from "./sync-tools.ts";

export const flatLakebaseTools: ToolDefinition[] = [
  createOrUpdateLakebaseDatabase,
  getLakebaseDatabase,
  deleteLakebaseDatabase,
  createOrUpdateLakebaseBranch,
  deleteLakebaseBranch,
  createOrUpdateLakebaseSync,
  deleteLakebaseSync,
  generateLakebaseCredential,
];

export const mergedLakebaseTools: ToolDefinition[] = [
  mergeTools({
    name: "manage_lakebase",
    title: "Lakebase",
    description:
      "Makes, changes, finds and deletes Lakebase (PostgreSQL) databases, branches and synced tables.",
    actions: {
      create_or_update_database: createOrUpdateLakebaseDatabase,
      get_database: getLakebaseDatabase,
      delete_database: deleteLakebaseDatabase,
      create_or_update_branch: createOrUpdateLakebaseBranch,
      delete_branch: deleteLakebaseBranch,
      create_or_update_sync: createOrUpdateLakebaseSync,
      delete_sync: deleteLakebaseSync,
    },
  }),
  generateLakebaseCredential,
];
