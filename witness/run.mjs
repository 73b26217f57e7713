// npm run witness: every witness, or those named. Each makes what it needs itself (a virtual environment, a Go folder);
// what a registry does not give is skipped by name.
import { runWitnesses, witnesses } from "./lib/run-all.mjs";

const known = witnesses();
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !known.includes(name));
if (unknown) {
  console.error(`There is no witness "${unknown}". Witnesses: ${known.join(", ")}.`);
  process.exit(2);
}
const { passed, failed, skipped } = runWitnesses(asked.length > 0 ? asked : known);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed === 0 ? 0 : 1;
