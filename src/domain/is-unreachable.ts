import { judgeConnectionCode } from "./connection-failure.ts";
import type { ReviewError } from "./errors.ts";

/** Whether nothing listens at an address, or its name has none: nobody was asked anything. */
export function isUnreachable({ connectionCode }: ReviewError): boolean {
  if (connectionCode === null) return false;
  const failure = judgeConnectionCode(connectionCode);
  return failure === "unresolved" || failure === "refused";
}
