/**
 * What to do in plan mode, in place of the runtime's own 10 KB on how to plan changes to a code base. The runtime adds
 * that nothing may be changed, where the plan is written, and that ExitPlanMode ends it.
 */
export const PLAN_INSTRUCTIONS = `1. Look: the tables, columns, files and row counts that the task depends on. Reads only.
2. If something would decide what you build and you cannot find it out, ask with AskUserQuestion.
3. Write the plan file: a title, then one numbered step per line, in order. Name in full every table, view, file and folder
   that a step makes, changes, replaces or removes, and where it takes its data from. Say how you will check the result,
   and what you assumed. No SQL beyond what explains a step.
4. Call ExitPlanMode. The person sees the file, may edit it, and approves or declines it. Once it is approved, carry it
   out as it then stands, in order, with one item of the task list per step.`;
