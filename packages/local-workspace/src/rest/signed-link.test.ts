import { expect, test } from "vitest";
import { LinkSigner } from "./signed-link.ts";

test("a link holds for its path, its time and its signer only", () => {
  const signer = new LinkSigner();
  const link = new URL(`http://localhost${signer.sign("/results/a/0.json", 1000)}`);
  const signature = link.searchParams.get("signature")!;
  expect(signer.accepts("/results/a/0.json", 1000, signature, 999_000)).toBe(true);
  expect(signer.accepts("/results/a/0.json", 1000, signature, 1_000_000)).toBe(false);
  expect(signer.accepts("/results/a/1.json", 1000, signature, 0)).toBe(false);
  expect(signer.accepts("/results/a/0.json", 2000, signature, 0)).toBe(false);
  expect(new LinkSigner().accepts("/results/a/0.json", 1000, signature, 0)).toBe(false);
});
