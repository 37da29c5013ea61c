import type { JobKind, JobState, RunFigures } from "../../pipeline/ports-store-jobs.ts";

// Epoch milliseconds, 0 or 1, texts and numbers only: both engines give back what they were given.

export interface DeliveriesTable {
  guid: string;
  body_hash: string;
  event: string;
  action: string;
  received_at: number;
  /** How often it arrived. */
  seen: number;
}

export interface DeliveredBodiesTable {
  body_hash: string;
  received_at: number;
  seen: number;
}

export interface JobsTable {
  id: string;
  kind: JobKind;
  state: JobState;
  /** What may not run at the same time has the same lane. */
  lane: string;
  installation_id: number;
  repository_id: number | null;
  number: number | null;
  owner: string | null;
  name: string | null;
  trigger: string | null;
  scope: string | null;
  priority: number;
  /** Sealed JSON of the intent; null for a review, which its columns describe. */
  intent: string | null;
  generation: number;
  /** Generation that the last claim took. */
  claimed_generation: number;
  run_at: number;
  /** When the first of the news arrived that wait now. */
  waiting_since: number;
  /** A time before which nobody may try, whatever arrives. */
  not_before: number;
  fence: number;
  attempts: number;
  /** How often a process ended in the middle of it since it last ended by itself. */
  interruptions: number;
  worker: string | null;
  lease_until: number | null;
  claimed_at: number;
  is_overtaken: number;
  code: string | null;
  reason: string | null;
  settled_head: string | null;
  updated_at: number;
}

export interface PullRequestsTable {
  repository_id: number;
  number: number;
  installation_id: number;
  is_paused: number;
  generation: number;
  /** JSON of the last review without its findings: ids, hashes and our own words. */
  last_review: string | null;
  updated_at: number;
}

export interface FindingsTable {
  repository_id: number;
  number: number;
  position: number;
  installation_id: number;
  finding_id: string;
  fingerprint: string;
  state: string;
  cwe: string | null;
  severity: string;
  path: string;
  side: string;
  start_line: number;
  end_line: number;
  /** Null where it was saved before this column was there. */
  confidence: string | null;
  /** Sealed JSON of the whole finding, texts and quoted code included. */
  sealed: string;
}

export interface DismissalsTable {
  repository_id: number;
  number: number;
  position: number;
  installation_id: number;
  finding_id: string;
  reason: string;
  by_id: number;
  until: string | null;
  sealed: string;
}

export interface AnswersTable {
  repository_id: number;
  number: number;
  key: string;
  installation_id: number;
  sealed: string;
  expires_at: number;
}

export interface PostingsTable {
  repository_id: number;
  number: number;
  head: string;
  configuration: string;
  generation: number;
  installation_id: number;
  owner: string;
  name: string;
  job_id: string;
  fence: number;
  state: "open" | "posted";
  review_id: number | null;
  check_id: number | null;
  started_at: number;
}

export interface ChecksTable {
  repository_id: number;
  external_id: string;
  installation_id: number;
  owner: string;
  name: string;
  head: string;
  check_id: number | null;
  job_id: string;
  started_at: number;
  is_ended: number;
}

export interface SpendTable {
  installation_id: number;
  repository_id: number;
  author_id: number;
  day: string;
  usd: number;
  tokens: number;
}

export interface SpendHoldsTable {
  job_id: string;
  /** Another fence than that of the job: the hold is over, and only what was spent counts. */
  fence: number;
  installation_id: number;
  repository_id: number;
  author_id: number;
  day: string;
  usd: number;
  tokens: number;
  /** So far. */
  spent_usd: number;
  spent_tokens: number;
}

/** Begun reviews that ended, one row each. */
export interface RunsTable {
  job_id: string;
  fence: number;
  installation_id: number;
  repository_id: number;
  number: number;
  generation: number;
  /** Null, with `wanted_at`, where newer news have taken the place of what this run was wanted for. */
  trigger: string | null;
  wanted_at: number | null;
  started_at: number;
  ended_at: number;
  outcome: "done" | "retry" | "parked" | "postponed" | "failed";
  code: string | null;
  reason: string | null;
  head: string | null;
  /** Null for a run that broke off. */
  result: RunFigures["result"] | null;
  /** JSON of our own sentences. */
  reasons: string | null;
  questions: number | null;
  tokens: number | null;
  usd: number | null;
}

export interface SettingsTable {
  name: string;
  value: string;
}

export interface StoreTables {
  deliveries: DeliveriesTable;
  delivered_bodies: DeliveredBodiesTable;
  jobs: JobsTable;
  pull_requests: PullRequestsTable;
  findings: FindingsTable;
  dismissals: DismissalsTable;
  answers: AnswersTable;
  postings: PostingsTable;
  checks: ChecksTable;
  spend: SpendTable;
  spend_holds: SpendHoldsTable;
  runs: RunsTable;
  settings: SettingsTable;
}
