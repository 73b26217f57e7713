import { z } from "zod";
import { badRequest } from "../rest/api-error.ts";
import { EMBEDDING_DIMENSION, EMBEDDING_LABEL, lexicalEmbedding, wordsOf } from "./lexical-embedding.ts";

const MOST_INPUTS = 2048;

export const embeddingRequest = z
  .object({
    input: z.union([z.string(), z.array(z.string()).min(1).max(MOST_INPUTS)]),
    encoding_format: z.enum(["float", "base64"]).nullish(),
    dimensions: z.number().int().nullish(),
    model: z.string().optional(),
  })
  .loose();

/** Vectors of one or more texts in the OpenAI shape. Usage counts words: there is no tokenizer here. */
export function embed(request: z.infer<typeof embeddingRequest>) {
  if ((request.dimensions ?? EMBEDDING_DIMENSION) !== EMBEDDING_DIMENSION)
    throw badRequest(`'dimensions' must be ${EMBEDDING_DIMENSION}: this endpoint makes no other vectors.`);
  const texts = typeof request.input === "string" ? [request.input] : request.input;
  const words = texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
  return {
    object: "list",
    model: EMBEDDING_LABEL,
    data: texts.map((text, index) => {
      const vector = lexicalEmbedding(text);
      const embedding =
        request.encoding_format === "base64"
          ? Buffer.from(Float32Array.from(vector).buffer).toString("base64")
          : vector;
      return { object: "embedding", index, embedding };
    }),
    usage: { prompt_tokens: words, total_tokens: words },
  };
}
