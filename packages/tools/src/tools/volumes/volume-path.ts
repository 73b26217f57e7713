import { LakehandError } from "@lakehand/protocol";

/** `/Volumes/catalog/schema/volume[/…]`; the leading `dbfs:` and a missing `/Volumes` are put right. Throws when it names no volume. */
export function volumePath(given: string): string {
  const plain = given.trim().replace(/^dbfs:/, "");
  const path = /^\/?Volumes\//i.test(plain)
    ? plain.replace(/^\/?Volumes/i, "/Volumes")
    : `/Volumes/${plain.replace(/^\/+/, "")}`;
  const parts = path.split("/").filter(Boolean);
  if (parts.length < 4 || parts.some((part) => part === "." || part === ".."))
    throw new LakehandError({
      code: "PATH_INVALID",
      message: `${JSON.stringify(given.slice(0, 200))} names no volume.`,
      next: "Write /Volumes/<catalog>/<schema>/<volume>/<path>.",
      status: 400,
    });
  return `/${parts.join("/")}`;
}

/** The volume itself, which file tools must not remove. */
export const isVolumeRoot = (path: string): boolean => path.split("/").filter(Boolean).length === 4;
