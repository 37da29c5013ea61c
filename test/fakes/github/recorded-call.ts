import type { Fault } from "./faults.ts";

/** One call as it arrived, and how it ended. */
export interface RecordedCall {
  readonly index: number;
  readonly method: string;
  /** Template as in GitHub's OpenAPI description, also for `/repositories/{id}/…`; the bare path when none fits. */
  readonly route: string;
  /** As sent, without `/api/v3` and query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** What the caller showed: nothing, the App's own JWT, or an installation token. */
  readonly auth: "none" | "app" | "installation";
  /** Whether the call mints or revokes a token. */
  readonly isToken: boolean;
  readonly receivedAt: number;
  /** Null while it runs, and where no answer was sent. */
  status: number | null;
  fault: Fault["kind"] | null;
  /** Whether it changed what GitHub knows. */
  isApplied: boolean;
}

/** Something that does not agree with GitHub's own description. */
export interface Violation {
  readonly side: "request" | "answer" | "webhook";
  readonly subject: string;
  readonly problems: readonly string[];
}

const reads = new Set(["GET", "HEAD"]);

/** Whether a call would change something: everything but reading, GraphQL queries and tokens. */
export function isWriting(method: string, route: string, body: unknown): boolean {
  if (reads.has(method) || route.endsWith("/access_tokens") || route === "/installation/token") return false;
  return route !== "/graphql" || isMutation(body);
}

function isMutation(body: unknown): boolean {
  const query = (body as { readonly query?: unknown } | undefined)?.query;
  return typeof query === "string" && /^\s*mutation\b/m.test(query.replace(/#.*$/gm, ""));
}
