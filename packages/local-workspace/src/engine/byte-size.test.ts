import { expect, test } from "vitest";
import { byteSize } from "./byte-size.ts";

test.each([
  ["2GB", 2_000_000_000],
  ["512MiB", 536_870_912],
  ["1.5 gb", 1_500_000_000],
  ["100", 100],
  ["80%", undefined],
  ["lots", undefined],
])("%s is %o bytes", (text, bytes) => expect(byteSize(text)).toBe(bytes));
