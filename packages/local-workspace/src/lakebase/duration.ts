import { z } from "zod";

/** A duration as protobuf's JSON writes it: `300s`, `1.5s`. */
export const durationText = z.string().regex(/^\d+(\.\d{1,9})?s$/, "must be seconds such as 300s");
export const secondsOf = (text: string) => Number(text.slice(0, -1));
export const textOf = (seconds: number) => `${seconds}s`;
