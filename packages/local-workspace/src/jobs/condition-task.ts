import type { Task } from "./job-settings.ts";
import { failed, type TaskExecutor } from "./task-work.ts";

/** Compares two texts; the outcome decides which tasks follow. */
export const conditionTask: TaskExecutor = async ({ task }) => {
  const { left, op, right } = task.condition_task!;
  const outcome = compare(left, op, right);
  if (outcome === undefined)
    return failed(
      `The condition ${op} compares numbers, and '${Number.isNaN(asNumber(left)) ? left : right}' is none.`,
      "INVALID_RUN_CONFIGURATION",
    );
  return { result: "SUCCESS", keeps: { outcome: String(outcome) } };
};

/** Undefined when an order is asked of what is no number. Equality is that of texts: "12" is not "12.0". */
export function compare(
  left: string,
  op: NonNullable<Task["condition_task"]>["op"],
  right: string,
): boolean | undefined {
  if (op === "EQUAL_TO") return left === right;
  if (op === "NOT_EQUAL") return left !== right;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  switch (op) {
    case "GREATER_THAN":
      return a > b;
    case "GREATER_THAN_OR_EQUAL":
      return a >= b;
    case "LESS_THAN":
      return a < b;
    case "LESS_THAN_OR_EQUAL":
      return a <= b;
  }
}

const asNumber = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
