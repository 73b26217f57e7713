import { describe, expect, it } from "vitest";
import { bwrapArgs } from "./bwrap-args.ts";

const spec = {
  features: { disableUserns: true, tmpfsSize: true },
  folders: {
    projectDir: "/home/a b/project",
    configDir: "/home/a b/config",
    tempDir: "/home/a b/tmp",
    pluginDir: "/srv/skills",
    socketDir: "/tmp/socket",
  },
  readable: ["/srv/cli"],
  cwd: "/home/a b/project",
  env: { TOKEN: "t", EMPTY: "" },
};

/** Targets that can be written, as bubblewrap is told. */
const writable = (args: string[]) => args.flatMap((arg, i) => (arg === "--bind" ? [args[i + 2]] : []));

describe("the sandbox's options", () => {
  it("make nothing writable but the project and the agent's own configuration", () => {
    expect(writable(bwrapArgs(spec))).toEqual(["/home/a b/config", "/home/a b/project"]);
  });

  it("leave every namespace and capability, and the environment", () => {
    const args = bwrapArgs(spec);
    for (const flag of ["user", "pid", "ipc", "uts", "net"]) expect(args).toContain(`--unshare-${flag}`);
    expect(args.join(" ")).toContain("--cap-drop ALL");
    expect(args.indexOf("--clearenv")).toBeLessThan(args.indexOf("--setenv"));
    expect(args.join("|")).toContain("--setenv|EMPTY||".slice(0, -1));
    for (const hidden of ["/", "/etc", "/home", "/root", "/var", "/run", "/sys"])
      expect(args).not.toContain(hidden);
  });

  it("use only what an older release knows", () => {
    const old = bwrapArgs({ ...spec, features: { disableUserns: false, tmpfsSize: false } });
    expect(old).not.toContain("--disable-userns");
    expect(old).not.toContain("--size");
    expect(old).toContain("--tmpfs");
  });
});
