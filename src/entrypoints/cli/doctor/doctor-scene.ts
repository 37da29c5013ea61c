import { ReviewError } from "../../../domain/errors.ts";
import { exitCode } from "../../shared/exit-codes.ts";
import { problem, problemOfError, type Verdict } from "./check-result.ts";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What of this machine is looked at; a test may stand for another one. */
export interface Machine {
  readonly nodeVersion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Bytes that are left for ordinary programs where a folder is. */
  readonly freeBytesOf: (folder: string) => Promise<number>;
}

/** Everything that a check may look at. */
export interface DoctorScene {
  readonly environment: Environment;
  /** Whether the App is meant too, and not only the command line. */
  readonly isForApp: boolean;
  /** Of one check, in milliseconds. */
  readonly timeoutMs: number;
  readonly machine: Machine;
  /** A path of the settings as the person meant it. */
  readonly resolvePath: (path: string) => string;
}

/** What an asked question came to: a value, or the verdict that stands in its place. */
export type Settled<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown; readonly verdict: Verdict };

/** Ends with the work or with the time. Never rejects: whatever was thrown is a verdict. */
export async function settleInTime<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Settled<T>> {
  const controller = new AbortController();
  const late = new ReviewError("INTERRUPTED", "too late");
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late);
      controller.abort();
    }, timeoutMs);
  });
  try {
    return { kind: "value", value: await Promise.race([work(controller.signal), deadline]) };
  } catch (error) {
    const verdict = error === late ? tooSlow(timeoutMs) : problemOfError(error);
    return { kind: "failed", error, verdict };
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(timeoutMs: number): Verdict {
  const found = `no answer within ${timeoutMs / 1_000} s`;
  return problem(found, "Look at the network and at the server; --timeout waits longer.", exitCode.tryLater);
}
