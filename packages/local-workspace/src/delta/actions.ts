import { z } from "zod";

/* The actions of a Delta log that this workspace writes and reads. Each line of a commit file holds one. */

const strings = z.record(z.string(), z.string().nullable());

export const addFileSchema = z.object({
  path: z.string(),
  partitionValues: strings,
  size: z.number(),
  modificationTime: z.number(),
  dataChange: z.boolean(),
  stats: z.string().optional(),
});
export const removeFileSchema = z.object({
  path: z.string(),
  deletionTimestamp: z.number(),
  dataChange: z.boolean(),
  extendedFileMetadata: z.boolean(),
  partitionValues: strings,
  size: z.number(),
});
export const metaDataSchema = z.object({
  id: z.string(),
  description: z.string().optional(),
  format: z.object({ provider: z.string(), options: strings }),
  schemaString: z.string(),
  partitionColumns: z.array(z.string()),
  configuration: z.record(z.string(), z.string()),
  createdTime: z.number().optional(),
});
export const protocolSchema = z.object({
  minReaderVersion: z.number(),
  minWriterVersion: z.number(),
  readerFeatures: z.array(z.string()).optional(),
  writerFeatures: z.array(z.string()).optional(),
});
export const commitInfoSchema = z.object({
  timestamp: z.number(),
  userName: z.string(),
  operation: z.string(),
  operationParameters: strings,
  readVersion: z.number().optional(),
  isolationLevel: z.string(),
  isBlindAppend: z.boolean(),
  operationMetrics: z.record(z.string(), z.string()),
  engineInfo: z.string(),
  txnId: z.string(),
});

export type AddFile = z.infer<typeof addFileSchema>;
export type RemoveFile = z.infer<typeof removeFileSchema>;
export type MetaData = z.infer<typeof metaDataSchema>;
export type Protocol = z.infer<typeof protocolSchema>;
export type CommitInfo = z.infer<typeof commitInfoSchema>;

const actionSchema = z.union([
  z.object({ commitInfo: commitInfoSchema }),
  z.object({ add: addFileSchema }),
  z.object({ remove: removeFileSchema }),
  z.object({ metaData: metaDataSchema }),
  z.object({ protocol: protocolSchema }),
]);
export type Action = z.infer<typeof actionSchema>;

export const commitText = (actions: readonly Action[]) =>
  `${actions.map((action) => JSON.stringify(action)).join("\n")}\n`;

export const parseCommit = (text: string): Action[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => actionSchema.parse(JSON.parse(line)));
