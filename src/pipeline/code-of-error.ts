import { ReviewError } from "../domain/errors.ts";

/** What a log line says of an error: its code or class, never its message. */
export function codeOfError(error: unknown): string {
  if (error instanceof ReviewError) return error.code;
  return error instanceof Error ? error.name : "unknown";
}
