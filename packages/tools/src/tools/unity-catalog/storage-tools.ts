import { z } from "zod";
import { urlPath } from "../../client/http/url-path.ts";
import { defineTool } from "../../define-tool.ts";
import type { ToolDefinition } from "../../types.ts";
import { takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import {
  changeOne,
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

const credential: Named = {
  kind: "storage-credentials",
  what: "storage credential",
  type: "storage_credential",
};
const location: Named = {
  kind: "external-locations",
  what: "external location",
  type: "external_location",
};

const roles = {
  aws_iam_role_arn: z.string().optional().describe("AWS: ARN of the role that it stands for."),
  azure_access_connector_id: z.string().optional().describe("Azure: resource id of the access connector."),
};
const read_only = z.boolean().optional().describe("It can only be read with it.");
const url = z.string().min(1).describe("Address of the storage, e.g. s3://bucket/path.");
const credential_name = z.string().min(1).describe("Name of the storage credential that opens it.");

interface Roles {
  aws_iam_role_arn?: string | undefined;
  azure_access_connector_id?: string | undefined;
}
function roleOf({ aws_iam_role_arn, azure_access_connector_id }: Roles): Record<string, unknown> {
  if (aws_iam_role_arn && azure_access_connector_id)
    throw badSqlInput("A credential is of one cloud, and two are named.", "Give only one of them.");
  if (aws_iam_role_arn) return { aws_iam_role: { role_arn: aws_iam_role_arn } };
  if (azure_access_connector_id)
    return { azure_managed_identity: { access_connector_id: azure_access_connector_id } };
  return {};
}
const kept = (input: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ""));

const door = (does: string, { what }: Named) =>
  judgeAlways(
    "leaves_workspace",
    ({ name }) => `${does} the ${what} ${saidName(name)}, a way to storage outside`,
  );

const validate = defineTool({
  name: "validate_storage_credential",
  area: "unity_catalog",
  title: "Check a storage credential",
  description: "Tries a storage credential on an address: whether it can list, read, write and delete there.",
  input: {
    name: thingName("storage credential"),
    url: z.string().min(1).describe("Address of storage to try it on, e.g. s3://bucket/path."),
    read_only: z.boolean().default(false).describe("Do not try to write or delete."),
  },
  searchHint: "unity catalog storage credential validate check test",
  annotations: takesNothing,
  judge: judgeAlways(
    "leaves_workspace",
    ({ name, url: place }) => `tries the storage credential ${saidName(name)} on ${saidName(place)}`,
  ),
  async handler(input, { workspace, signal }) {
    const answer = await workspace.securables.call(
      "POST",
      urlPath`/api/2.1/unity-catalog/validate-storage-credentials`,
      {
        value: { storage_credential_name: input.name, url: input.url, read_only: input.read_only },
        signal,
      },
    );
    const structured = { name: input.name, ...(shownSecurable(answer) as Record<string, unknown>) };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

export const storageTools: Record<string, ToolDefinition> = {
  "credential.create": makeOne(credential, {
    input: { ...roles, read_only },
    judge: door("makes", credential),
    body({ read_only: only, ...input }) {
      const role = roleOf(input);
      if (Object.keys(role).length === 0)
        throw badSqlInput(
          "A storage credential needs what it stands for.",
          "Give aws_iam_role_arn or azure_access_connector_id.",
        );
      return { ...role, ...kept({ read_only: only }) };
    },
  }),
  "credential.get": lookAt(credential),
  "credential.list": listAll(credential),
  "credential.update": changeOne(credential, {
    input: { ...roles, read_only },
    judge: door("changes", credential),
    body: ({ read_only: only, ...input }) => ({ ...roleOf(input), ...kept({ read_only: only }) }),
  }),
  "credential.delete": deleteOne(credential, true),
  "credential.validate": validate,
  "external_location.create": makeOne(location, {
    input: { url, credential_name, read_only },
    judge: door("makes", location),
    body: kept,
  }),
  "external_location.get": lookAt(location),
  "external_location.list": listAll(location),
  "external_location.update": changeOne(location, {
    input: { url: url.optional(), credential_name: credential_name.optional(), read_only },
    judge: door("changes", location),
    body: kept,
  }),
  "external_location.delete": deleteOne(location, true),
};
