import type { ReviewError } from "./errors.ts";

const codes: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Whether nothing listens at an address, or its name has none: nobody was asked anything. */
export function isUnreachable({ connectionCode }: ReviewError): boolean {
  return connectionCode !== null && codes.has(connectionCode);
}
