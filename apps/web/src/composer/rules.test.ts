import { MAX_MESSAGE_CHARACTERS } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { isSendKey, messageProblem, nameFromPrompt } from "./rules.ts";

const press = { key: "Enter", shiftKey: false, isComposing: false };

describe("messageProblem", () => {
  it("refuses nothing and too much, each with a sentence", () => {
    expect(messageProblem(" \n\t")).toBe("Write a message first.");
    expect(messageProblem("x".repeat(MAX_MESSAGE_CHARACTERS + 1))).toMatch(
      /1 characters over the limit of 200,000/,
    );
  });
  it("takes everything between", () => {
    expect(messageProblem("x")).toBeUndefined();
    expect(messageProblem("x".repeat(MAX_MESSAGE_CHARACTERS))).toBeUndefined();
  });
});

describe("isSendKey", () => {
  it("is Enter alone", () => {
    expect(isSendKey(press)).toBe(true);
    expect(isSendKey({ ...press, shiftKey: true })).toBe(false);
    expect(isSendKey({ ...press, key: "a" })).toBe(false);
  });
  it("leaves the Enter of an input method alone", () => {
    expect(isSendKey({ ...press, isComposing: true })).toBe(false);
    expect(isSendKey({ ...press, keyCode: 229 })).toBe(false);
  });
});

describe("nameFromPrompt", () => {
  it("takes the first line, cut at a word", () => {
    expect(nameFromPrompt("  Build  churn tables\nand more")).toBe("Build churn tables");
    expect(nameFromPrompt("Build bronze, silver and gold tables from the taxi trips")).toBe(
      "Build bronze, silver and gold tables from the…",
    );
    expect(nameFromPrompt("x".repeat(80))).toBe(`${"x".repeat(48)}…`);
    expect(nameFromPrompt("\n")).toBe("Untitled");
  });
});
