import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { JobControl, JobReport, StoreReport } from "../../pipeline/ports-store.ts";

export interface OperatorClientOptions {
  /** Address of the App, with a slash at its end. */
  readonly baseUrl: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

/** Far above the thousand jobs that one answer may hold. */
const largestAnswerBytes = 8 * 1024 * 1024;

const text = z.string().nullable();
const whole = z.int().nullable();
const Job: z.ZodType<JobReport> = z.object({
  id: z.string(),
  kind: z.enum(["review", "command", "merge-group", "forget"]),
  state: z.enum(["ready", "active", "parked", "done", "failed", "cancelled"]),
  installationId: z.int(),
  repositoryId: whole,
  repository: text,
  number: whole,
  trigger: text,
  generation: z.int(),
  attempts: z.int(),
  priority: z.int(),
  runAtMs: whole,
  leaseUntilMs: whole,
  worker: text,
  code: text,
  reason: text,
  settledHead: text,
  updatedAtMs: z.int(),
});
const JobList = z.object({ jobs: z.array(Job) });
const Unknown = z.object({ outcome: z.literal("unknown") });
const Retried = z.object({ outcome: z.enum(["queued", "running", "unknown"]) });
const Cancelled = z.object({ outcome: z.enum(["cancelled", "finished", "unknown"]) });

/** Asks a running App about its jobs. Throws `STORE_UNAVAILABLE` or `CONFIG_INVALID`. */
export function createOperatorClient(
  options: OperatorClientOptions,
): Pick<StoreReport, "listJobs" | "loadJob"> & JobControl {
  const pathOf = (id: string) => `jobs/${encodeURIComponent(id)}`;
  return {
    listJobs: async (states, limit) => {
      const query = new URLSearchParams({ limit: String(limit) });
      for (const state of states) query.append("state", state);
      return (await ask(options, { path: `jobs?${query}`, shape: JobList })).jobs;
    },
    loadJob: async (id) => {
      const answer = await ask(options, { path: pathOf(id), shape: z.union([Job, Unknown]) });
      return "outcome" in answer ? null : answer;
    },
    retry: async (id) =>
      (await ask(options, { method: "POST", path: `${pathOf(id)}/retry`, shape: Retried })).outcome,
    cancel: async (id) =>
      (await ask(options, { method: "POST", path: `${pathOf(id)}/cancel`, shape: Cancelled })).outcome,
  };
}

interface Question<T> {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly shape: z.ZodType<T>;
}

async function ask<T>(
  { baseUrl, token, timeoutMs = 15_000 }: OperatorClientOptions,
  { method = "GET", path, shape }: Question<T>,
): Promise<T> {
  const { status, body } = await send(new URL(path, baseUrl), {
    method,
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    // The token goes to the address that was given and to no other.
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (status === 401) {
    throw new ReviewError("CONFIG_INVALID", "The App does not take this token", {
      remedy: "Set ASSAY_OPERATOR_TOKEN to the token that the App was started with.",
    });
  }
  const answer = shape.safeParse(parseJson(body));
  if (answer.success) return answer.data;
  throw status === 404 ? closed() : unavailable(`The App answers with status ${status}`);
}

async function send(url: URL, request: RequestInit): Promise<{ status: number; body: string | null }> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, body: await readBounded(response) };
  } catch (error) {
    if (error instanceof ReviewError) throw error;
    throw unavailable("The App does not answer", error);
  }
}

async function readBounded({ body }: Response): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.byteLength;
    if (bytes > largestAnswerBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parseJson(body: string | null): unknown {
  try {
    return body === null ? null : JSON.parse(body);
  } catch {
    // What is no JSON has no shape that is asked for.
    return null;
  }
}

function closed(): ReviewError {
  return new ReviewError("CONFIG_INVALID", "Nothing at this address tells about jobs", {
    remedy: "Start the App with ASSAY_OPERATOR_TOKEN, and give the address that it listens on.",
  });
}

function unavailable(message: string, cause?: unknown): ReviewError {
  return new ReviewError("STORE_UNAVAILABLE", message, {
    retryable: true,
    remedy: "Look whether the App runs, and what it logs.",
    cause,
  });
}
