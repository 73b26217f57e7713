import { describe, expect, it } from "vitest";
import { budgetRequest, dropRequest, planRequest, scriptRequest, writeRequest } from "../test/actions.ts";
import { actionTitle } from "./action-title.ts";

describe("actionTitle", () => {
  it("names what the call is about, whatever the tool itself is called", () => {
    expect(actionTitle({ ...dropRequest, title: "Run SQL" })).toBe("Drop main.default.orders");
    expect(actionTitle({ ...writeRequest, title: "Write /srv/p/report.md" })).toBe("Write report.md");
  });

  it("names the worst statement of a script", () => {
    expect(actionTitle(scriptRequest)).toBe("Grant main.default.a and 2 more");
  });

  it("takes the request's own words for the rest, and has some when there are none", () => {
    expect(actionTitle(planRequest)).toBe("A plan to approve");
    expect(actionTitle({ ...budgetRequest, title: "" })).toBe("A limit is reached");
  });
});
