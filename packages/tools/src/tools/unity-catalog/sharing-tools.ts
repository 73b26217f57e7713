import { z } from "zod";
import { orThere } from "../../client/http/if-there.ts";
import { urlPath } from "../../client/http/url-path.ts";
import { defineTool } from "../../define-tool.ts";
import type { ToolDefinition } from "../../types.ts";
import { changes, readsOnly } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import {
  deleteOne,
  judgeAlways,
  listAll,
  lookAt,
  makeOne,
  type Named,
  saidName,
  thingName,
} from "./named-tools.ts";
import { shownSecurable } from "./shown-securable.ts";
import { dottedName, needed } from "./uc-names.ts";

const sharing = (kind: "shares" | "recipients" | "providers", what: string): Named => ({
  kind,
  what,
  type: what,
  page: (name) => `/explore/sharing/${kind}/${encodeURIComponent(name)}`,
});
const share = sharing("shares", "share");
const recipient = sharing("recipients", "recipient");
const provider = sharing("providers", "provider");

interface Partition {
  values: { name: string; op: string; value: string }[];
}

/** `year = '2024' AND region LIKE 'EU%'`, as the API wants it. */
export function partitionsOf(spec: string): Partition[] {
  const value = /\s*`?([\w ]+?)`?\s*(=|LIKE\b)\s*(?:'((?:[^'\\]|\\.)*)'|([\w.-]+))\s*(,|AND\b|$)/iy;
  const values: Partition["values"] = [];
  const text = spec.trim().replace(/^\(([\s\S]*)\)$/, "$1");
  for (let end = false; !end; ) {
    const found = value.exec(text);
    if (!found?.[1] || !found[2])
      throw badSqlInput("partition_spec cannot be read.", "Write it as year = '2024' AND region LIKE 'EU%'.");
    values.push({
      name: found[1],
      op: found[2] === "=" ? "EQUAL" : "LIKE",
      value: found[3]?.replace(/\\(.)/g, "$1") ?? found[4] ?? "",
    });
    end = found[5] === "";
  }
  return [{ values }];
}

const table_name = z.string().min(1).describe("Full name of the table: catalog.schema.table.");

const addTable = defineTool({
  name: "add_table_to_share",
  area: "unity_catalog",
  title: "Add a table to a share",
  description:
    "Puts a table into a share, so that its recipients can read it; one that is in it stays as it is.",
  input: {
    name: thingName("share"),
    table_name,
    shared_as: z.string().optional().describe("Name that recipients see, as schema.table."),
    partition_spec: z
      .string()
      .optional()
      .describe("Only these partitions, e.g. year = '2024' AND region LIKE 'EU%'."),
  },
  searchHint: "delta sharing share add table",
  annotations: changes,
  judge: judgeAlways(
    "leaves_workspace",
    (input) => `gives ${saidName(input.table_name)} to the recipients of the share ${saidName(input.name)}`,
  ),
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const object = {
      name: table,
      data_object_type: "TABLE",
      ...(input.shared_as ? { shared_as: input.shared_as } : {}),
      ...(input.partition_spec ? { partitions: partitionsOf(input.partition_spec) } : {}),
    };
    const updates = [{ action: "ADD", data_object: object }];
    const { exists: already } = await orThere<unknown>(
      workspace.securables.update("shares", input.name, { updates }, { signal }),
      async () => undefined,
    );
    return {
      text: already
        ? `${table} is in the share ${input.name} already; it was left as it is.`
        : `Added ${table} to the share ${input.name}.`,
      structured: { share: input.name, table_name: table, already_exists: already },
    };
  },
});

const removeTable = defineTool({
  name: "remove_table_from_share",
  area: "unity_catalog",
  title: "Take a table out of a share",
  description: "Takes a table out of a share; its recipients can no longer read it.",
  input: { name: thingName("share"), table_name },
  searchHint: "delta sharing share remove table",
  annotations: changes,
  judge: judgeAlways(
    "destructive",
    (input) => `takes ${saidName(input.table_name)} out of the share ${saidName(input.name)}`,
  ),
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const updates = [{ action: "REMOVE", data_object: { name: table, data_object_type: "TABLE" } }];
    await workspace.securables.update("shares", input.name, { updates }, { signal });
    return {
      text: `Took ${table} out of the share ${input.name}.`,
      structured: { share: input.name, table_name: table, status: "removed" },
    };
  },
});

function access(gives: boolean): ToolDefinition {
  return defineTool({
    name: gives ? "grant_share_to_recipient" : "revoke_share_from_recipient",
    area: "unity_catalog",
    title: gives ? "Give a share to a recipient" : "Take a share from a recipient",
    description: gives
      ? "Lets a recipient outside of the workspace read everything that a share holds, now and later."
      : "Ends a recipient's access to what a share holds.",
    input: {
      share_name: z.string().optional().describe("Name of the share."),
      name: z.string().optional().describe("Name of the share, where share_name is not given."),
      recipient_name: z.string().min(1).describe("Name of the recipient."),
    },
    searchHint: `delta sharing share recipient ${gives ? "grant" : "revoke"}`,
    annotations: changes,
    judge: judgeAlways(gives ? "leaves_workspace" : "destructive", (input) => {
      const what = `the share ${saidName(input.share_name || input.name)}`;
      const whom = `the recipient ${saidName(input.recipient_name)}`;
      return gives ? `gives ${what} to ${whom}` : `takes ${what} from ${whom}`;
    }),
    async handler(input, { workspace, signal }) {
      const named = needed(input.share_name || input.name, "share_name", "This action");
      const change = gives ? { add: ["SELECT"] } : { remove: ["SELECT"] };
      const after = await workspace.securables.changeSharePermissions(
        named,
        [{ principal: input.recipient_name, ...change }],
        { signal },
      );
      return {
        text: gives
          ? `${input.recipient_name} can read the share ${named}.`
          : `${input.recipient_name} can no longer read the share ${named}.`,
        structured: { share: named, recipient: input.recipient_name, privilege_assignments: after },
      };
    },
  });
}

/** What a recipient needs to come in: the purpose of making one, and of rotating its token. */
function invitation(answer: Record<string, unknown>): Record<string, unknown> {
  const tokens = Array.isArray(answer.tokens) ? (answer.tokens as Record<string, unknown>[]) : [];
  const links = tokens
    .map((token) => token.activation_url)
    .filter((link): link is string => typeof link === "string" && link !== "");
  return links.length > 0 ? { activation_url: links.at(-1) } : {};
}

const rotateToken = defineTool({
  name: "rotate_recipient_token",
  area: "unity_catalog",
  title: "Rotate a recipient's token",
  description: "Ends a recipient's token at once and gives the link by which it gets a new one.",
  input: { name: thingName("recipient") },
  searchHint: "delta sharing recipient rotate token",
  annotations: { ...changes, idempotentHint: false },
  judge: judgeAlways(
    "destructive",
    ({ name }) => `ends the token of the recipient ${saidName(name)} and makes another`,
  ),
  async handler({ name }, { workspace, signal }) {
    const answer = await workspace.securables.call(
      "POST",
      urlPath`/api/2.1/unity-catalog/recipients/${name}/rotate-token`,
      { value: { existing_token_expire_in_seconds: 0 }, signal },
    );
    const link = invitation(answer);
    return {
      text: `The token of ${name} has ended; a new one is there.\n${JSON.stringify(link)}`,
      structured: { ...(shownSecurable(answer) as Record<string, unknown>), ...link },
    };
  },
});

const listShares = defineTool({
  name: "list_provider_shares",
  area: "unity_catalog",
  title: "List a provider's shares",
  description: "Lists the shares that a provider outside gives to this workspace.",
  input: { name: thingName("provider") },
  searchHint: "delta sharing provider shares list",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ name }, { workspace, signal }) {
    const path = urlPath`/api/2.1/unity-catalog/providers/${name}/shares`;
    const answer = await workspace.securables.call("GET", path, { query: { max_results: 1000 }, signal });
    const items = (shownSecurable(answer.shares ?? []) as unknown[]).slice(0, 1000);
    return {
      text: bounded(JSON.stringify(items)),
      structured: { items, count: items.length, truncated: Boolean(answer.next_page_token) },
    };
  },
});

/** By resource type and action. */
export const sharingTools: Record<string, ToolDefinition> = {
  "share.create": makeOne(share, {
    input: {},
    judge: judgeAlways(
      "leaves_workspace",
      ({ name }) => `makes the share ${saidName(name)}, which others can be given`,
    ),
    body: () => ({}),
  }),
  "share.get": lookAt(share),
  "share.list": listAll(share),
  "share.delete": deleteOne(share, false),
  "share.add_table": addTable,
  "share.remove_table": removeTable,
  "share.grant_to_recipient": access(true),
  "share.revoke_from_recipient": access(false),
  "recipient.create": makeOne(recipient, {
    input: {
      authentication_type: z
        .enum(["TOKEN", "DATABRICKS"])
        .default("TOKEN")
        .describe("DATABRICKS: another workspace, by its sharing_id."),
      sharing_id: z.string().optional().describe("For DATABRICKS: the other metastore's sharing identifier."),
      ip_access_list: z.array(z.string().min(1)).optional().describe("Addresses that may come in."),
    },
    judge: judgeAlways(
      "leaves_workspace",
      ({ name }) => `names ${saidName(name)} as someone outside who can be given data`,
    ),
    body({ authentication_type, sharing_id, ip_access_list }) {
      if (authentication_type === "DATABRICKS") needed(sharing_id, "sharing_id", "A DATABRICKS recipient");
      return {
        authentication_type,
        ...(sharing_id ? { data_recipient_global_metastore_id: sharing_id } : {}),
        ...(ip_access_list?.length ? { ip_access_list: { allowed_ip_addresses: ip_access_list } } : {}),
      };
    },
    gives: invitation,
  }),
  "recipient.get": lookAt(recipient),
  "recipient.list": listAll(recipient),
  "recipient.delete": deleteOne(recipient, false),
  "recipient.rotate_token": rotateToken,
  "provider.get": lookAt(provider),
  "provider.list": listAll(provider),
  "provider.list_shares": listShares,
};
