import { type Directory, membersOf, type Resource } from "./directory.ts";

const SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:";
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

const SCHEMAS = {
  User: [`${SCHEMA}User`, "urn:ietf:params:scim:schemas:extension:workspace:2.0:User"],
  Group: [`${SCHEMA}Group`],
  ServicePrincipal: [`${SCHEMA}ServicePrincipal`],
};

const nameOf = (resource: Resource | undefined) =>
  String(resource?.fields.displayName ?? resource?.fields.userName ?? "");

/** A resource as SCIM shows it: groups with their members' names, others with their groups. */
export function showResource(directory: Directory, resource: Resource): Record<string, unknown> {
  const { id, type, fields } = resource;
  const groups = directory.groupsOf(id).map((group) => ({
    display: nameOf(group),
    value: group.id,
    type: "direct",
    $ref: `Groups/${group.id}`,
  }));
  const shown = { schemas: SCHEMAS[type], id, ...fields, groups };
  if (type !== "Group") return shown;
  const members = membersOf(resource).map(({ value }) => {
    const member = directory.find(value);
    return { display: nameOf(member), value, $ref: `${member?.type ?? "User"}s/${value}` };
  });
  return { ...shown, members, meta: { resourceType: "WorkspaceGroup" } };
}

/** Part of a list. `startIndex` counts from one. */
export function showList(all: Record<string, unknown>[], startIndex: number, count: number) {
  const from = Math.max(startIndex, 1);
  const resources = all.slice(from - 1, from - 1 + count);
  return {
    schemas: [LIST],
    totalResults: all.length,
    startIndex: from,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** Only the named attributes, or all but the named; `id` and `schemas` are always there. */
export function projected(
  shown: Record<string, unknown>,
  attributes: string | undefined,
  excluded: string | undefined,
): Record<string, unknown> {
  const names = (text: string) => new Set(text.split(",").map((each) => each.trim().split(".")[0]));
  const always = new Set(["id", "schemas"]);
  const only = attributes ? names(attributes) : undefined;
  const without = excluded ? names(excluded) : undefined;
  return Object.fromEntries(
    Object.entries(shown).filter(([key]) => always.has(key) || (only ? only.has(key) : !without?.has(key))),
  );
}
