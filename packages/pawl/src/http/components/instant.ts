import { z } from "zod";

/** An instant: whole milliseconds since the epoch. */
export const instant: z.ZodType<number> = z.int().min(0);

/** Whole seconds. */
export const wholeSeconds: z.ZodType<number> = z.int().min(0);
