import { expect, test } from "vitest";
import { objectPath, refuseProtected } from "./object-path.ts";

test.each([
  ["/", "/"],
  ["/Users/me/", "/Users/me"],
  ["//Users///me", "/Users/me"],
  ["/Workspace/Users/me/x.py", "/Users/me/x.py"],
  ["/Workspace", "/"],
])("%s is %s", (raw, path) => expect(objectPath(raw)).toBe(path));

test.each(["", "relative", "/a/../b", "/a/./b", "/a\0b", `/${"x".repeat(300)}`])("%j is refused", (raw) => {
  expect(() => objectPath(raw)).toThrow();
});

test.each(["/", "/Users", "/Users/me", "/Repos/me", "/Shared", "/Repos"])("%s cannot be deleted", (path) => {
  expect(() => refuseProtected(path)).toThrow(/frame/);
});

test.each(["/Users/me/x", "/Shared/x", "/other"])("%s can", (path) => {
  expect(() => refuseProtected(path)).not.toThrow();
});
