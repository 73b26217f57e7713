import fc from "fast-check";
import { expect, it } from "vitest";
import { splitStatements } from "./split-statements.ts";

const inside = fc.string({ unit: fc.constantFrom(";", " ", "a", "-", "/", "*", "(", "ü", "\n", "B") });
const piece = fc.oneof(
  fc.constantFrom("SELECT", "x", "1.5", "(", ")", ",", "t . c", "end", "case", "<=>"),
  inside.map((text) => `'${text}'`),
  inside.map((text) => `"${text}\\""`),
  inside.map((text) => `r'${text}\\'`),
  inside.map((text) => `\`${text}\`\`\``),
  inside.map((text) => `$$${text}$$`),
  inside.map((text) => `/* ${text.replaceAll(/[*/]/g, "")} /* ; */ */`),
  inside.map((text) => `-- ${text.replaceAll("\n", "")}\n`),
);
/** A statement begins with a word, so that no BEGIN block is opened by accident. */
const statement = fc.array(piece, { maxLength: 8 }).map((pieces) => ["SELECT", ...pieces, "z"].join(" "));

it("gives back the statements that were joined with ;", () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
      expect(splitStatements(statements.join("\n;\n")).map(({ text }) => text)).toEqual(statements);
    }),
    { numRuns: 2_000 },
  );
});

it("never fails and never loses a significant character, whatever the text", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          "'",
          '"',
          "`",
          "\\",
          ";",
          "-",
          "/",
          "*",
          "$",
          "r",
          "BEGIN ",
          "END",
          "CASE ",
          " ",
          "\n",
          "é",
        ),
      }),
      (script) => {
        for (const { text, start } of splitStatements(script))
          expect(script.slice(start, start + text.length)).toBe(text);
      },
    ),
    { numRuns: 2_000 },
  );
});
