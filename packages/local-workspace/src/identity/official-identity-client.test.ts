/* The unmodified official client. Its SCIM lists ask for the first page for ever, so only their first items are read. */
import { WorkspaceClient } from "@databricks/sdk-experimental";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOfficialClient } from "../testing/official-client.ts";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let client: typeof opened.client;
beforeAll(async () => {
  opened = await openOfficialClient();
  ({ client } = opened);
});
afterAll(() => opened?.close());

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

test("users, groups and service principals", async () => {
  const user = await client.usersV2.create({ userName: "ada@example.com" });
  const found = await first(client.usersV2.list({ filter: 'userName eq "ada@example.com"' }));
  expect(found).toMatchObject({ id: user.id });
  const group = await client.groupsV2.create({ displayName: "team", members: [{ value: user.id! }] });
  expect(await client.groupsV2.get({ id: group.id! })).toMatchObject({ members: [{ value: user.id }] });
  await client.groupsV2.delete({ id: group.id! });
  await client.usersV2.delete({ id: user.id! });
  expect(await first(client.usersV2.list({ filter: 'userName eq "ada@example.com"' }))).toBeUndefined();
});

test("a personal token and a service principal's secret are credentials of the client", async () => {
  const { token_value } = await client.tokens.create({ comment: "test", lifetime_seconds: 60 });
  const other = new WorkspaceClient({ host: opened.workspace.url, token: token_value! });
  expect(await other.currentUser.me()).toMatchObject({ userName: "me@lakehand.local" });
  expect(await first(client.tokens.list())).toMatchObject({ comment: "test" });
  const principal = await client.servicePrincipalsV2.create({ displayName: "ci" });
  const { secret } = await client.servicePrincipalSecretsProxy.create({
    service_principal_id: principal.id!,
  });
  const machine = new WorkspaceClient({
    host: opened.workspace.url,
    clientId: principal.applicationId!,
    clientSecret: secret!,
    authType: "oauth-m2m",
  });
  expect(await machine.currentUser.me()).toMatchObject({ userName: principal.applicationId });
  await client.servicePrincipalsV2.delete({ id: principal.id! });
});
