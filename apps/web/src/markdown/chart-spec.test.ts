import { describe, expect, it } from "vitest";
import { readChartSpec } from "./chart-spec.ts";

const read = (spec: unknown) => readChartSpec(JSON.stringify(spec));

describe("readChartSpec", () => {
  it("takes a chart of inline data and names it", () => {
    expect(
      read({ title: "By city", data: { values: [{ url: "a field may be called so" }] }, mark: "bar" }),
    ).toMatchObject({ ok: true, title: "By city" });
  });
  it("refuses addresses, however deep", () => {
    for (const spec of [
      { data: { url: "https://evil.test/x.csv" } },
      { layer: [{ data: { url: "file:///etc/passwd" } }] },
      { encoding: { href: { value: 1 } }, mark: { type: "image", url: "https://evil.test/p.png" } },
    ]) {
      expect(read(spec)).toMatchObject({ ok: false });
    }
  });
  it("drops embedding options that would undo ours", () => {
    const chart = read({ usermeta: { embedOptions: { ast: false, loader: {} } }, mark: "bar" });
    expect(chart.ok && "usermeta" in chart.spec).toBe(false);
  });
  it("says what is wrong with anything else", () => {
    expect(readChartSpec("{")).toMatchObject({
      ok: false,
      reason: expect.stringContaining("not valid JSON"),
    });
    expect(readChartSpec("[]")).toMatchObject({ ok: false });
  });
});
