import type { ErrorCode } from "../../../domain/errors.ts";

type JobCode = ErrorCode | "BUDGET" | "BUDGET_BUSY" | "INTERNAL";

const logs = "Look into the log of the App for this time, then retry.";
const whole = "Retry. If it stays, report it with the versions that are in use.";
const local = "This belongs to the command line. Retry; if it stays, report it.";

/** What the operator may do about a job that ended or waits with a code; one or two sentences each. */
const remedies: Readonly<Record<JobCode, string>> = {
  CONFIG_INVALID: "Repair the setting that the reason names, and start the App again.",
  GIT_MISSING: local,
  GIT_NOT_A_REPOSITORY: local,
  GIT_BAD_RANGE: local,
  GIT_SHALLOW: local,
  GIT_FAILED: local,
  DIFF_UNREADABLE: "Retry. If it stays, GitHub gives a diff of this pull request that nobody can read.",
  INPUT_TOO_LARGE: "Split the pull request, or exclude generated files in its configuration.",
  MODEL_UNAVAILABLE:
    "Look whether the model's endpoint works. The review is tried again by itself for an hour; then retry.",
  MODEL_RATE_LIMITED: "Lower ASSAY_CONCURRENCY, or ask the provider for a higher rate. Then retry.",
  MODEL_QUOTA: "The account at the model's provider has no credit left: top it up, then retry.",
  MODEL_CONFIG: "Look at OPENAI_API_KEY, OPENAI_BASE_URL and ASSAY_MODEL: the endpoint refuses them.",
  MODEL_CONTEXT_LENGTH: "Choose a model with a larger context.",
  MODEL_POLICY: "The provider declines such texts: set ASSAY_FALLBACK_MODEL to a model that takes them.",
  MODEL_TIMEOUT:
    "Raise ASSAY_MODEL_TIMEOUT_MS, or lower ASSAY_CONCURRENCY if the endpoint is busy. Then retry.",
  MODEL_BAD_RESPONSE:
    "The endpoint does not answer as OpenAI's does: look at OPENAI_BASE_URL and at what stands there.",
  MODEL_RESPONSE_TOO_LARGE: "The endpoint answers without end: look at what stands at OPENAI_BASE_URL.",
  GITHUB_UNAVAILABLE: "GitHub does not answer. Look at its status page; retry once it works.",
  GITHUB_RATE_LIMITED: "GitHub asked to wait. It is tried again by itself.",
  GITHUB_UNAUTHORISED:
    "GitHub does not take the App's key: look at APP_ID and PRIVATE_KEY, and whether the App is still installed.",
  GITHUB_FORBIDDEN:
    "The App lacks a permission there, or the installation is suspended: look at its settings on GitHub.",
  GITHUB_NOT_FOUND:
    "The repository or pull request is gone, or the App may no longer see it. Cancel it if that is meant.",
  GITHUB_REJECTED: whole,
  GITHUB_BAD_RESPONSE:
    "Something between the App and GitHub changes answers, a proxy perhaps. Retry once that is repaired.",
  GITHUB_AMBIGUOUS:
    "Look whether the review stands on the pull request. A retry finds it before it writes again.",
  STORE_UNAVAILABLE: "Look at the disk or the database: the store did not answer. Then retry.",
  STORE_LOCKED: "Another process owns the embedded store: stop it, or use PostgreSQL.",
  STORE_CORRUPT:
    "Start the App again: the broken file is set aside, and reviews are found again by the sweep.",
  STORE_TOO_NEW: "A newer version wrote this store: start that one.",
  STORE_UNSAFE: "The database does not keep what it confirms: turn its durability on.",
  STORE_KEY: "Set ASSAY_ENCRYPTION_KEY to the key that these texts were encrypted with, and start again.",
  STORE_NOT_EMPTY: local,
  STORE_LEASE_LOST: "Another replica took it over; nothing has to be done.",
  STORE_FAILED: logs,
  INTERRUPTED:
    "It was broken off, again and again if it failed: look for restarts and for want of memory, then retry.",
  BUDGET: "It waits for the budget to renew. Raise the budget and try now if that is too late.",
  BUDGET_BUSY: "Reviews in progress hold what is left of a budget. It follows when one of them ends.",
  INTERNAL: `A defect of Assay. ${logs}`,
};

/** What to do about a code; null for one that is not known. */
export function findRemedy(code: string | null): string | null {
  // The key was just found to be one of the record's own.
  return code !== null && Object.hasOwn(remedies, code) ? remedies[code as JobCode] : null;
}
