/*
 * What tools say of themselves travels with every request. The runtime's own form for questions also describes the
 * fields that only a client fills in; here is the part that a model fills in, in our words. The runtime checks its
 * input as before, so both must agree on what is required.
 */
const QUESTION_TOOL = {
  description:
    "Asks the person up to four questions as a form and waits for the answers. Only for a decision that is theirs and " +
    "that neither the request, the data nor a sensible default settles. Each question must be understood without what " +
    "you wrote before it. Put the option you recommend first. They can always answer in their own words. Not for " +
    "permission to act, and not for a plan: tool calls ask by themselves, plans go through ExitPlanMode.",
  input_schema: {
    type: "object",
    properties: {
      questions: {
        type: "array",
        minItems: 1,
        maxItems: 4,
        items: {
          type: "object",
          properties: {
            question: { type: "string" },
            header: { type: "string", description: "Names it in at most 12 characters" },
            options: {
              type: "array",
              minItems: 2,
              maxItems: 4,
              items: {
                type: "object",
                properties: {
                  label: { type: "string", description: "One to five words" },
                  description: { type: "string", description: "What choosing it means" },
                },
                required: ["label", "description"],
              },
            },
            multiSelect: { type: "boolean", default: false },
          },
          required: ["question", "header", "options", "multiSelect"],
        },
      },
    },
    required: ["questions"],
  },
};

type Tool = Record<string, unknown>;

/** The request's tools, told in fewer bytes; what they are and take stays the same. */
export function slimTools(tools: readonly Tool[]): Tool[] {
  return tools.map((tool) => {
    if (tool.name === "AskUserQuestion") return { ...tool, ...QUESTION_TOOL };
    const schema = tool.input_schema;
    if (typeof schema !== "object" || schema === null || !("$schema" in schema)) return tool;
    const { $schema: _dialect, ...rest } = schema as Record<string, unknown>;
    return { ...tool, input_schema: rest };
  });
}
