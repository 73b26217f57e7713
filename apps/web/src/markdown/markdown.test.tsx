import { cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderPart } from "../test/render.tsx";
import { Markdown } from "./markdown.tsx";

afterEach(cleanup);
const html = (text: string, streaming = false) =>
  renderPart(<Markdown text={text} streaming={streaming} />).container;

describe("Markdown", () => {
  it("shows tables, task lists and struck text", () => {
    const out = html("| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n~~old~~");
    expect(out.querySelectorAll("td")).toHaveLength(2);
    expect(out.querySelectorAll("input[type=checkbox]")).toHaveLength(2);
    expect(out.querySelector("del")?.textContent).toBe("old");
  });

  it("runs nothing that the text brings along", () => {
    const out = html(
      "<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[go](javascript:alert(1)) ![i](https://evil.test/p.png)",
    );
    expect(out.querySelector("script, img, iframe")).toBeNull();
    expect([...out.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual([
      "https://evil.test/p.png",
    ]);
  });

  it("opens links apart from this page", () => {
    const link = html("[docs](https://docs.databricks.com)").querySelector("a");
    expect([link?.target, link?.rel]).toEqual(["_blank", "noopener noreferrer"]);
  });

  it("makes no letter of an address inside a path, and breaks no date in a table", () => {
    expect(html("in /Workspace/Users/me@example.com/trips").querySelector("a")).toBeNull();
    expect(html("| d |\n| --- |\n| 2016-01-04 |").querySelector("td")?.className).toBe("whitespace-nowrap");
  });

  it("repairs what is unfinished while it streams", () => {
    expect(html("this is **bold", true).querySelector("strong")?.textContent).toBe("bold");
    cleanup();
    expect(html("```sql\nSELECT 1", true).querySelector("pre")?.textContent).toContain("SELECT 1");
  });
});
