/** Faults that answer, wrongly. */
export type AnsweringFault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly applied?: boolean;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A page for people where JSON should be; 502 when no status is given. */
  | { readonly kind: "html"; readonly status?: number; readonly applied?: boolean }
  /** GitHub's secondary limit. */
  | { readonly kind: "secondary-limit"; readonly status?: 403 | 429; readonly retryAfterSeconds?: number }
  /** GitHub's primary limit: nothing remains until the reset. */
  | { readonly kind: "primary-limit"; readonly resetInSeconds: number; readonly status?: 403 | 429 };

/** How a call goes wrong. `applied`: the server did the work before it failed; otherwise nothing happened. */
export type Fault =
  | AnsweringFault
  /** The connection is reset without an answer. */
  | { readonly kind: "reset"; readonly applied?: boolean }
  /** No answer comes; the connection stays open until the caller gives up. */
  | { readonly kind: "hang"; readonly applied?: boolean }
  /** The work is done; the answer breaks off in the middle of its JSON, with the right length announced or not. */
  | { readonly kind: "truncated-json"; readonly isLengthRight?: boolean }
  /** The right answer, late. */
  | { readonly kind: "latency"; readonly ms: number }
  /** The token of the call is revoked before it is looked at, so that the answer is 401; the next token works. */
  | { readonly kind: "revoke-token" }
  /** The caller gets no answer, and the work is done only after it has gone away (or after `delayMs`). */
  | { readonly kind: "apply-late"; readonly delayMs?: number };

export interface FaultTarget {
  readonly method: string;
  /** Route template as in GitHub's OpenAPI description; `/graphql` for GraphQL. */
  readonly route: string;
  readonly path: string;
  readonly body: unknown;
}

export interface FaultRule {
  readonly method?: string;
  /** Template, or the end of one: `/pulls/{pull_number}/reviews`. */
  readonly route?: string;
  readonly when?: (target: FaultTarget) => boolean;
  /** How many matching calls pass before the fault begins; 0 when absent. */
  readonly after?: number;
  /** How many matching calls it hits; 1 when absent. */
  readonly times?: number;
  readonly fault: Fault;
}

export interface PlannedFault {
  /** Calls that were hit so far. */
  readonly hits: number;
  remove(): void;
}

export interface FaultPlan {
  add(rule: FaultRule): PlannedFault;
  /** The fault of a call, counted as a hit. */
  take(target: FaultTarget): Fault | null;
  clear(): void;
}

/** Faults in the order in which they were planned: the first rule that fits and is not used up hits. */
export function createFaultPlan(): FaultPlan {
  const rules: { readonly rule: FaultRule; seen: number; hits: number }[] = [];
  const fits = (rule: FaultRule, target: FaultTarget) =>
    (rule.method === undefined || rule.method === target.method) &&
    (rule.route === undefined || target.route.endsWith(rule.route)) &&
    (rule.when === undefined || rule.when(target));
  return {
    add: (rule) => {
      const entry = { rule, seen: 0, hits: 0 };
      rules.push(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove: () => {
          const index = rules.indexOf(entry);
          if (index >= 0) rules.splice(index, 1);
        },
      };
    },
    take: (target) => {
      for (const entry of rules) {
        if (!fits(entry.rule, target) || entry.hits >= (entry.rule.times ?? 1)) continue;
        entry.seen += 1;
        if (entry.seen <= (entry.rule.after ?? 0)) continue;
        entry.hits += 1;
        return entry.rule.fault;
      }
      return null;
    },
    clear: () => {
      rules.length = 0;
    },
  };
}
