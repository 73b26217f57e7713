// Builds every package to dist/ with esbuild (one bundle per entry, dependencies external) and the web app
// with Vite. A package says its entries in "exports" ("source" → "default") and, for programs started as
// child processes, in "lakehand.entries".
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export async function nodePackages() {
  const folders = [];
  for (const group of ["packages", "apps"]) {
    for (const entry of await readdir(join(root, group), { withFileTypes: true })) {
      if (entry.isDirectory() && `${group}/${entry.name}` !== "apps/web")
        folders.push(join(root, group, entry.name));
    }
  }
  return folders;
}

async function entryPoints(folder) {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const pairs = Object.values(manifest.exports ?? {})
    .filter((value) => value.source && value.default)
    .map((value) => [value.default, value.source]);
  for (const [out, source] of Object.entries(manifest.lakehand?.entries ?? {})) pairs.push([out, source]);
  return Object.fromEntries(
    pairs.map(([out, source]) => [
      relative("dist", out.replace(/^\.\//, "")).replace(/\.js$/, ""),
      join(folder, source),
    ]),
  );
}

export async function buildNodePackages() {
  const { build } = await import("esbuild");
  await Promise.all(
    (await nodePackages()).map(async (folder) =>
      build({
        entryPoints: await entryPoints(folder),
        outdir: join(folder, "dist"),
        bundle: true,
        splitting: true,
        packages: "external",
        platform: "node",
        target: "node20",
        format: "esm",
        sourcemap: true,
        logLevel: "warning",
        loader: { ".sql": "text", ".md": "text" },
      }),
    ),
  );
}

export async function buildWeb() {
  const { build } = await import("vite");
  await build({ root: join(root, "apps/web"), logLevel: "warn" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  await Promise.all([buildNodePackages(), buildWeb()]);
  console.log(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
