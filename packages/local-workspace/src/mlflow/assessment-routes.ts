import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { invalidParameter, notFound } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import type { AssessmentRecord, TraceRecord } from "./records.ts";

const fields = z
  .object({
    assessment_name: z.string().min(1).max(250),
    source: z.object({ source_type: z.string(), source_id: z.string().optional() }).loose().optional(),
    feedback: z.record(z.string(), z.unknown()).optional(),
    expectation: z.record(z.string(), z.unknown()).optional(),
    rationale: z.string().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    span_id: z.string().optional(),
    overrides: z.string().optional(),
    error: z.unknown().optional(),
  })
  .loose();

/** Feedback and expectations about traces. Mount at `/api/3.0/mlflow/traces`. */
export function assessmentRoutes(store: MlflowStore): Hono {
  const app = new Hono({ strict: false });
  const find = (trace: TraceRecord, id: string): AssessmentRecord => {
    const found = trace.assessments.find((each) => each.assessment_id === id);
    if (!found) throw notFound(`Assessment '${id}' of trace ${trace.id} not found.`);
    return found;
  };
  const save = (trace: TraceRecord, assessments: AssessmentRecord[]) =>
    store.traces.put(trace.id, { ...trace, assessments });

  app.post("/:trace/assessments", async (c) => {
    const trace = store.trace(c.req.param("trace"));
    const { assessment } = await jsonBody(c, z.object({ assessment: fields }).loose());
    if ((assessment.feedback === undefined) === (assessment.expectation === undefined))
      throw invalidParameter("An assessment is either a 'feedback' or an 'expectation'.");
    if (assessment.overrides !== undefined) find(trace, assessment.overrides);
    const now = new Date().toISOString();
    const made = {
      ...assessment,
      assessment_id: `a-${randomBytes(16).toString("hex")}`,
      trace_id: trace.id,
      create_time: now,
      last_update_time: now,
      valid: true,
    };
    // What is overridden stays, no longer valid.
    const before = trace.assessments.map((each) =>
      each.assessment_id === assessment.overrides ? { ...each, valid: false } : each,
    );
    save(trace, [...before, made]);
    return c.json({ assessment: made });
  });
  app.get("/:trace/assessments/:id", (c) =>
    c.json({ assessment: find(store.trace(c.req.param("trace")), c.req.param("id")) }),
  );
  app.patch("/:trace/assessments/:id", async (c) => {
    const trace = store.trace(c.req.param("trace"));
    const known = find(trace, c.req.param("id"));
    const body = await jsonBody(
      c,
      z.object({ assessment: fields.partial(), update_mask: z.string().optional() }).loose(),
    );
    const named = body.update_mask
      ?.split(",")
      .map((path) => path.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const CHANGEABLE = ["assessment_name", "feedback", "expectation", "rationale", "metadata"] as const;
    const changed = Object.fromEntries(
      CHANGEABLE.filter((name) => (named ? named.includes(name) : body.assessment[name] !== undefined)).map(
        (name) => [name, body.assessment[name]],
      ),
    );
    const saved = { ...known, ...changed, last_update_time: new Date().toISOString() };
    save(
      trace,
      trace.assessments.map((each) => (each === known ? saved : each)),
    );
    return c.json({ assessment: saved });
  });
  app.delete("/:trace/assessments/:id", (c) => {
    const trace = store.trace(c.req.param("trace"));
    const known = find(trace, c.req.param("id"));
    const kept = trace.assessments.filter((each) => each !== known);
    // What it had overridden counts again.
    save(
      trace,
      kept.map((each) => (each.assessment_id === known.overrides ? { ...each, valid: true } : each)),
    );
    return c.json({});
  });
  return app;
}
