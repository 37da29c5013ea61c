import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";

/** An id that GraphQL sends as a string because it may be larger than 32 bits. */
export const BigId = z
  .union([z.number(), z.string().regex(/^\d{1,16}$/)])
  .transform(Number)
  .refine((id) => Number.isSafeInteger(id));

/** A part of an answer in the shape we rely on. Throws `GITHUB_BAD_RESPONSE`; the message holds nothing of the answer. */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  subject: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ReviewError("GITHUB_BAD_RESPONSE", `GitHub's answer about ${subject} has an unexpected shape.`, {
    retryable: true,
  });
}
