import { afterAll, beforeAll, expect, test } from "vitest";
import { REFUSED } from "./refused-families.ts";
import { openTracking } from "./testing.ts";

let desk: Awaited<ReturnType<typeof openTracking>>;
beforeAll(async () => {
  desk = await openTracking();
});
afterAll(() => desk.close());

const linksOf = async (verb: "read" | "write", run_id: string, path: string[]) =>
  (await desk.post(`artifacts/credentials-for-${verb}`, { run_id, path })).body.credential_infos.map(
    ({ signed_uri }: { signed_uri: string }) => signed_uri,
  );

test("files of a run are written through links, listed and read in parts", async () => {
  const run = await desk.run();
  const links = await linksOf("write", run, ["a/b c.txt", "top.bin", "empty"]);
  for (const [at, body] of ["hello", new Uint8Array([1, 2, 3, 4]), ""].entries())
    expect((await desk.call("PUT", links[at], body)).status).toBe(200);
  const { body } = await desk.get(`artifacts/list?run_id=${run}`);
  expect(body.root_uri).toBe(`dbfs:/databricks/mlflow-tracking/${desk.experiment}/${run}/artifacts`);
  expect(body.files).toEqual([
    { path: "a", is_dir: true },
    { path: "empty", is_dir: false, file_size: 0 },
    { path: "top.bin", is_dir: false, file_size: 4 },
  ]);
  expect((await desk.get(`artifacts/list?run_id=${run}&path=a`)).body.files).toEqual([
    { path: "a/b c.txt", is_dir: false, file_size: 5 },
  ]);
  expect((await desk.get(`artifacts/list?run_id=${run}&path=a/b%20c.txt`)).body.files).toHaveLength(1);
  expect((await desk.get(`artifacts/list?run_id=${run}&path=none`)).body.files).toEqual([]);
  const [text, empty] = await linksOf("read", run, ["a/b c.txt", "empty"]);
  expect((await desk.call("GET", text, undefined, { range: "bytes=1-3" })).text).toBe("ell");
  expect((await desk.call("GET", text, undefined, { range: "bytes=9-" })).status).toBe(400);
  expect((await desk.call("GET", empty)).text).toBe("");
  const page = (await desk.call("GET", `/ml/experiments/${desk.experiment}/runs/${run}`)).text;
  expect(page).toContain("a/b c.txt");
});

test("no path leads out of a run's folder", async () => {
  const run = await desk.run();
  for (const path of ["../x", "a/../../x", "a\\b", "x\u0000"]) {
    expect((await desk.post("artifacts/credentials-for-write", { run_id: run, path: [path] })).status).toBe(
      400,
    );
    expect((await desk.get(`artifacts/list?run_id=${run}&path=${encodeURIComponent(path)}`)).status).toBe(
      400,
    );
  }
  const [folder] = await linksOf("write", run, [""]);
  expect((await desk.call("PUT", folder, "x")).status).toBe(400);
  const [file, below, over] = await linksOf("write", run, ["f", "f/g", "d"]);
  expect((await desk.call("PUT", file, "x")).status).toBe(200);
  expect((await desk.call("PUT", below, "x")).status).toBe(400);
  await desk.call("PUT", (await linksOf("write", run, ["d/x"]))[0], "x");
  expect((await desk.call("PUT", over, "x")).status).toBe(400);
  expect((await desk.post("artifacts/credentials-for-read", { run_id: "none", path: ["a"] })).status).toBe(
    404,
  );
});

test("an experiment at mlflow-artifacts:/ has its files at the server's own address", async () => {
  const { body } = await desk.post("experiments/create", {
    name: "/Shared/proxied",
    artifact_location: "mlflow-artifacts:/",
  });
  const { experiment_id } = body;
  const made = await desk.post("runs/create", { experiment_id });
  const { run_id, artifact_uri } = made.body.run.info;
  expect(artifact_uri).toBe(`mlflow-artifacts:/${experiment_id}/${run_id}/artifacts`);
  const root = `${experiment_id}/${run_id}/artifacts`;
  const api = "/api/2.0/mlflow-artifacts";
  expect((await desk.call("PUT", `${api}/artifacts/${root}/a/b%20c.txt`, "hello")).status).toBe(200);
  expect((await desk.call("GET", `${api}/artifacts/${root}/a/b%20c.txt`)).text).toBe("hello");
  const list = async (path: string) => (await desk.call("GET", `${api}/artifacts?path=${path}`)).body.files;
  expect(await list(root)).toEqual([{ path: "a", is_dir: true }]);
  expect(await list(`${root}/a`)).toEqual([{ path: "b c.txt", is_dir: false, file_size: 5 }]);
  expect(await list(`${root}/a/b%20c.txt`)).toEqual([]);
  const model = (await desk.post("logged-models", { experiment_id, name: "m" })).body.model.info;
  expect(
    (
      await desk.call(
        "PUT",
        `${api}/artifacts/${model.artifact_uri.slice("mlflow-artifacts:/".length)}/MLmodel`,
        "x",
      )
    ).status,
  ).toBe(200);
  for (const path of [
    `1/${run_id}/artifacts/x`,
    `${experiment_id}/none/artifacts/x`,
    `${experiment_id}/${run_id}/x`,
    experiment_id,
  ])
    expect((await desk.call("PUT", `${api}/artifacts/${path}`, "x")).status).toBe(404);
  expect((await desk.call("PUT", `${api}/artifacts/${root}/a%2F..%2F..%2Fx`, "x")).status).toBe(400);
  expect((await desk.call("GET", `${api}/artifacts/${root}/none`)).status).toBe(404);
  for (const [method, path] of [
    ["DELETE", `artifacts/${root}/a`],
    ["POST", `mpu/create/${root}/a`],
    ["GET", `presigned/${root}/a`],
  ])
    expect((await desk.call(method!, `${api}/${path}`)).status).toBe(501);
});

test("uploads in parts are refused: one link takes a file of any size", async () => {
  for (const [method, path] of [
    ["POST", "create-multipart-upload"],
    ["POST", "complete-multipart-upload"],
    ["GET", "get-presigned-upload-part-url"],
  ])
    expect((await desk.call(method!, `/api/2.0/mlflow/artifacts/${path}`)).status).toBe(501);
});

test("a logged model has files, parameters, tags, metrics and a status", async () => {
  const run_id = await desk.run();
  const fields = {
    experiment_id: desk.experiment,
    name: "tree",
    source_run_id: run_id,
    params: [{ key: "p", value: "1" }],
    tags: [{ key: "t", value: "1" }],
  };
  const { model_id } = (await desk.post("logged-models", fields)).body.model.info;
  const path = `/api/2.0/mlflow/logged-models/${model_id}`;
  const { body } = await desk.call("POST", `${path}/artifacts/credentials-for-upload`, {
    paths: ["model/MLmodel"],
  });
  expect((await desk.call("PUT", body.credentials[0].credential_info.signed_uri, "flavors: {}")).status).toBe(
    200,
  );
  expect(
    (await desk.call("GET", `${path}/artifacts/directories?artifact_directory_path=model`)).body.files,
  ).toEqual([{ path: "model/MLmodel", is_dir: false, file_size: 11 }]);
  const read = (
    await desk.call("POST", `${path}/artifacts/credentials-for-download`, { paths: ["model/MLmodel"] })
  ).body.credentials[0];
  expect((await desk.call("GET", read.credential_info.signed_uri)).text).toBe("flavors: {}");
  expect((await desk.call("PATCH", path, { status: "LOGGED_MODEL_READY" })).body.model.info.status).toBe(
    "LOGGED_MODEL_READY",
  );
  expect((await desk.call("PATCH", path, { status: "FINE" })).status).toBe(400);
  await desk.call("POST", `${path}/params`, { params: [{ key: "q", value: "2" }] });
  await desk.call("PATCH", `${path}/tags`, { tags: [{ key: "u", value: "2" }] });
  expect((await desk.call("DELETE", `${path}/tags/t`)).status).toBe(200);
  expect((await desk.call("DELETE", `${path}/tags/t`)).status).toBe(404);
  const metric = { run_id, key: "acc", timestamp: 1, model_id, dataset_name: "d", dataset_digest: "x" };
  for (const value of [0.1, 0.8]) await desk.post("runs/log-metric", { ...metric, value });
  const { model } = (await desk.call("GET", path)).body;
  expect(model.info.tags).toEqual([{ key: "u", value: "2" }]);
  expect(model.data).toMatchObject({
    params: [
      { key: "p", value: "1" },
      { key: "q", value: "2" },
    ],
    metrics: [{ key: "acc", value: 0.8, dataset_name: "d", run_id }],
  });
  const search = {
    experiment_ids: [desk.experiment],
    filter: "metrics.acc > 0.5 AND params.q = '2' AND name = 'tree'",
    order_by: [{ field_name: "metrics.acc", ascending: false }],
  };
  expect((await desk.post("logged-models/search", search)).body.models).toHaveLength(1);
  expect((await desk.post("logged-models/search", { ...search, filter: "colour = 'x'" })).status).toBe(400);
  await desk.restart();
  expect((await desk.call("GET", path)).body.model.data.metrics).toHaveLength(1);
  await desk.call("DELETE", path);
  expect((await desk.call("GET", path)).status).toBe(404);
});

test.each(REFUSED)("all of $prefix is refused by name", async ({ prefix, what, endpoints }) => {
  for (const endpoint of [...endpoints, "GET /something/else"]) {
    const [method, pattern] = endpoint.split(" ") as [string, string];
    const { status, body } = await desk.call(
      method,
      `${prefix}${pattern.replace(/:\w+/g, "x")}`,
      method === "GET" ? undefined : {},
    );
    expect([endpoint, status, body.error_code]).toEqual([endpoint, 501, "NOT_IMPLEMENTED"]);
    expect(body.message).toContain(what.slice(0, 20));
  }
});
