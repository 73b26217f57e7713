import { Hono } from "hono";
import { z } from "zod";
import { invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import type { Space } from "./genie-store.ts";
import {
  documentSchema,
  newId,
  type SpaceDocument,
  tablesOf,
  textOfLines,
  withTables,
} from "./space-document.ts";
import {
  addSpace,
  changeSpace,
  pageOfSpaces,
  type SpaceRouteParts,
  spaceOf,
  warehouseOf,
} from "./space-routes.ts";
import { userId } from "./user-id.ts";

const tableName = z
  .string()
  .refine((name) => name.split(".").length === 3, "must be a table's full name: catalog.schema.table");
const roomBody = z.looseObject({
  display_name: z.string().trim().min(1).max(255).optional(),
  description: z.string().max(20_000).optional(),
  warehouse_id: z.string().optional(),
  table_identifiers: z.array(tableName).optional(),
  run_as_type: z.enum(["VIEWER", "OWNER"]).optional(),
});

const TYPES = ["SAMPLE_QUESTION", "BENCHMARK"] as const;
const questionBody = z.looseObject({
  question_text: z.string().min(1),
  question_type: z.enum(TYPES).default("SAMPLE_QUESTION"),
  answer_text: z.string().optional(),
});
const actionSchema = z.union([
  z.looseObject({ action_type: z.literal("CREATE"), curated_question: questionBody }),
  z.looseObject({
    action_type: z.literal("DELETE"),
    curated_question_id: z.string().optional(),
    id: z.string().optional(),
  }),
]);
const instructionBody = z.looseObject({
  title: z.string().default(""),
  content: z.string().min(1),
  instruction_type: z
    .enum(["TEXT_INSTRUCTION", "SQL_INSTRUCTION", "CERTIFIED_ANSWER"])
    .default("TEXT_INSTRUCTION"),
});

/** Genie spaces under the name and in the shapes of an older API, which tools still call. Mount at `/api/2.0/data-rooms`. */
export function dataRoomRoutes({
  genie,
  warehouses,
  user,
}: SpaceRouteParts & { user: { userName: string } }): Hono {
  const app = new Hono({ strict: false });
  const show = (space: Space) => ({
    id: space.id,
    space_id: space.id,
    display_name: space.title,
    ...(space.description === undefined ? {} : { description: space.description }),
    warehouse_id: space.warehouseId,
    table_identifiers: tablesOf(space.document),
    run_as_type: "VIEWER",
    user_id: userId(user.userName),
    created_timestamp: space.createdAt,
    last_updated_timestamp: space.updatedAt,
  });
  const room = (id: string) => spaceOf(genie, id);
  const save = (space: Space, document: SpaceDocument) => changeSpace(genie, space, { document });

  app.post("/", async (c) => {
    const body = await jsonBody(c, roomBody);
    if (body.display_name === undefined) throw invalidParameter("'display_name': is required");
    const space = addSpace(genie, warehouses, {
      title: body.display_name,
      description: body.description,
      warehouseId: body.warehouse_id,
      document: withTables(documentSchema.parse({}), body.table_identifiers ?? []),
    });
    return c.json(show(space));
  });
  app.get("/", (c) => {
    const { items, next } = pageOfSpaces(c, genie);
    const rooms = items.map(show);
    // Clients of different age read one or the other name.
    return c.json({ data_rooms: rooms, spaces: rooms, ...next });
  });
  app.post("/tools/onechat/responses", () => {
    throw notImplemented(
      "Genie over the whole workspace (ask a Genie space, which has the tables that it may use)",
    );
  });
  app.get("/:room", (c) => c.json(show(room(c.req.param("room")))));
  app.patch("/:room", async (c) => {
    const space = room(c.req.param("room"));
    const body = await jsonBody(c, roomBody);
    const changed = changeSpace(genie, space, {
      ...(body.display_name === undefined ? {} : { title: body.display_name }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.warehouse_id === undefined ? {} : { warehouseId: warehouseOf(warehouses, body.warehouse_id) }),
      ...(body.table_identifiers === undefined
        ? {}
        : { document: withTables(space.document, body.table_identifiers) }),
    });
    return c.json(show(changed));
  });
  app.delete("/:room", (c) => {
    genie.deleteSpace(room(c.req.param("room")).id);
    return c.json({});
  });

  app.get("/:room/curated-questions", (c) => {
    const space = room(c.req.param("room"));
    const { question_type: type } = queryParams(
      c,
      z.looseObject({ question_type: z.enum(TYPES).optional() }),
    );
    const all = questionsOf(space);
    return c.json({
      curated_questions: type === undefined ? all : all.filter((each) => each.question_type === type),
    });
  });
  app.post("/:room/curated-questions", async (c) => {
    const space = room(c.req.param("room"));
    const body = await jsonBody(c, z.looseObject({ curated_question: questionBody }));
    const { document, id } = addQuestion(space.document, body.curated_question);
    const saved = save(space, document);
    return c.json({ curated_question: questionsOf(saved).find((each) => each.curated_question_id === id) });
  });
  app.delete("/:room/curated-questions/:question", (c) => {
    const space = room(c.req.param("room"));
    save(space, removeQuestion(space.document, c.req.param("question")));
    return c.json({});
  });
  app.post("/:room/curated-questions/batch-actions", async (c) => {
    const space = room(c.req.param("room"));
    const { actions } = await jsonBody(c, z.looseObject({ actions: z.array(actionSchema) }));
    let { document } = space;
    for (const action of actions)
      document =
        action.action_type === "CREATE"
          ? addQuestion(document, action.curated_question).document
          : removeQuestion(document, action.curated_question_id ?? action.id ?? "");
    return c.json({ curated_questions: questionsOf(save(space, document)) });
  });

  app.get("/:room/instructions", (c) => c.json({ instructions: instructionsOf(room(c.req.param("room"))) }));
  app.post("/:room/instructions", async (c) => {
    const space = room(c.req.param("room"));
    const body = await jsonBody(c, instructionBody);
    const id = newId();
    const { instructions } = space.document;
    const saved = save(space, {
      ...space.document,
      instructions:
        body.instruction_type === "TEXT_INSTRUCTION"
          ? {
              ...instructions,
              text_instructions: [
                ...instructions.text_instructions,
                { id, title: body.title, content: [body.content] },
              ],
            }
          : {
              ...instructions,
              example_question_sqls: [
                ...instructions.example_question_sqls,
                { id, question: [body.title], sql: [body.content] },
              ],
            },
    });
    return c.json(instructionsOf(saved).find((each) => each.id === id));
  });
  app.delete("/:room/instructions/:instruction", (c) => {
    const space = room(c.req.param("room"));
    const id = c.req.param("instruction");
    if (!instructionsOf(space).some((each) => each.id === id))
      throw notFound(`The space has no instruction ${id}.`);
    const { instructions } = space.document;
    const keep = <T extends { id: string }>(all: T[]) => all.filter((each) => each.id !== id);
    save(space, {
      ...space.document,
      instructions: {
        ...instructions,
        text_instructions: keep(instructions.text_instructions),
        example_question_sqls: keep(instructions.example_question_sqls),
      },
    });
    return c.json({});
  });
  return app;
}

function questionsOf({ id: room, document }: Space) {
  const show = (id: string, question: string[], type: (typeof TYPES)[number], answer?: string) => ({
    id,
    curated_question_id: id,
    data_room_id: room,
    question_text: textOfLines(question),
    question_type: type,
    ...(answer === undefined ? {} : { answer_text: answer }),
  });
  return [
    ...document.config.sample_questions.map(({ id, question }) => show(id, question, "SAMPLE_QUESTION")),
    ...(document.benchmarks?.questions ?? []).map(({ id, question, answer_text }) =>
      show(id, question, "BENCHMARK", typeof answer_text === "string" ? answer_text : undefined),
    ),
  ];
}

function addQuestion(
  document: SpaceDocument,
  asked: z.infer<typeof questionBody>,
): { document: SpaceDocument; id: string } {
  const id = newId();
  const question = { id, question: [asked.question_text] };
  if (asked.question_type === "BENCHMARK") {
    const known = document.benchmarks ?? { questions: [] };
    const benchmark = {
      ...question,
      ...(asked.answer_text === undefined ? {} : { answer_text: asked.answer_text }),
    };
    return {
      id,
      document: { ...document, benchmarks: { ...known, questions: [...known.questions, benchmark] } },
    };
  }
  const { config } = document;
  return {
    id,
    document: {
      ...document,
      config: { ...config, sample_questions: [...config.sample_questions, question] },
    },
  };
}

function removeQuestion(document: SpaceDocument, id: string): SpaceDocument {
  const { config, benchmarks } = document;
  const keep = <T extends { id: string }>(all: T[]) => all.filter((each) => each.id !== id);
  const samples = keep(config.sample_questions);
  const tests = benchmarks && keep(benchmarks.questions);
  if (samples.length === config.sample_questions.length && tests?.length === benchmarks?.questions.length)
    throw notFound(`The space has no question ${id}.`);
  return {
    ...document,
    config: { ...config, sample_questions: samples },
    ...(benchmarks && tests ? { benchmarks: { ...benchmarks, questions: tests } } : {}),
  };
}

function instructionsOf({ document }: Space) {
  const { text_instructions, example_question_sqls } = document.instructions;
  return [
    ...text_instructions.map(({ id, title, content }) => ({
      id,
      instruction_id: id,
      title: title ?? "",
      content: textOfLines(content),
      instruction_type: "TEXT_INSTRUCTION",
    })),
    ...example_question_sqls.map(({ id, question, sql }) => ({
      id,
      instruction_id: id,
      title: textOfLines(question),
      content: textOfLines(sql),
      instruction_type: "SQL_INSTRUCTION",
    })),
  ];
}
