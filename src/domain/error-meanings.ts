import type { ErrorCode } from "./errors.ts";

/**
 * Where an error shows first. `check`: the check run of the pull request names the code. `hunks`: the review goes on,
 * and names what it could not ask. `start`: the program says it and does not begin. `operator`: the log and the job.
 */
export type ErrorPlace = "check" | "hunks" | "start" | "operator";

/** What an operator wants to know about a code. Sentences for people, in Markdown. */
export interface ErrorMeaning {
  readonly what: string;
  readonly place: ErrorPlace;
  /** Whether Assay tries again by itself; `some`: where the error says that waiting may help. */
  readonly retried: "yes" | "some" | "no";
  readonly remedy: string;
}

/**
 * Every code of a `ReviewError`: source of the catalogue in docs/operations.md, of the remedies on the operator's page,
 * and of the labels of a metric.
 */
export const errorMeanings: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  CONFIG_INVALID: {
    what: "A setting, a prompt file or an address cannot be used.",
    place: "start",
    retried: "no",
    remedy: "Correct what the message names; `assay doctor` looks at all of it.",
  },
  GIT_MISSING: {
    what: "git is not installed, or older than 2.31.",
    place: "start",
    retried: "no",
    remedy: "Install git 2.31 or newer. The App does not need it.",
  },
  GIT_NOT_A_REPOSITORY: {
    what: "The folder is in no git repository, or in one that may be content of the change.",
    place: "start",
    retried: "no",
    remedy:
      "Name one with `--repo` (a bare one inside of another with `GIT_DIR`), or pass a diff with `--diff`.",
  },
  GIT_BAD_RANGE: {
    what: "The range names no commits that are there.",
    place: "start",
    retried: "no",
    remedy: "Name a range such as `main...feature`.",
  },
  GIT_SHALLOW: {
    what: "The clone does not reach back to the base.",
    place: "start",
    retried: "no",
    remedy: "`git fetch --unshallow`, or `fetch-depth: 0` in a workflow.",
  },
  GIT_FAILED: {
    what: "git ended with an error or did not end in time.",
    place: "start",
    retried: "no",
    remedy: "Follow the message; `git fsck` tells whether the repository is whole.",
  },
  DIFF_UNREADABLE: {
    what: "The input holds no diff.",
    place: "check",
    retried: "no",
    remedy: "Pass the output of `git diff`. From the App it is a defect: report it.",
  },
  INPUT_TOO_LARGE: {
    what: "The change is larger than what one review takes.",
    place: "check",
    retried: "no",
    remedy: "Review it in smaller pull requests or ranges.",
  },
  MODEL_UNAVAILABLE: {
    what: "The endpoint failed, or the connection to it broke.",
    place: "hunks",
    retried: "some",
    remedy: "See whether the endpoint works, and the provider's status; later comment `/review`.",
  },
  MODEL_RATE_LIMITED: {
    what: "The endpoint limits how much may be asked.",
    place: "hunks",
    retried: "yes",
    remedy: "Lower `ASSAY_CONCURRENCY`, or have the limit raised.",
  },
  MODEL_QUOTA: {
    what: "The provider's credit or spending limit is used up.",
    place: "hunks",
    retried: "no",
    remedy: "Add credit or raise the limit; then comment `/review`.",
  },
  MODEL_CONFIG: {
    what: "The endpoint refuses the key, the model or the address.",
    place: "hunks",
    retried: "no",
    remedy: "Correct `OPENAI_API_KEY`, `OPENAI_BASE_URL` or `ASSAY_MODEL`; `assay doctor` says which.",
  },
  MODEL_CONTEXT_LENGTH: {
    what: "A question does not fit into the model's context, even in small parts.",
    place: "hunks",
    retried: "no",
    remedy: "Use a model with a larger context, or raise that of the model server.",
  },
  MODEL_POLICY: {
    what: "The provider declined the question for reasons of policy.",
    place: "hunks",
    retried: "no",
    remedy: "Set `ASSAY_FALLBACK_MODEL`, which is asked then, or review the part by hand.",
  },
  MODEL_TIMEOUT: {
    what: "No answer came within `ASSAY_MODEL_TIMEOUT_MS`.",
    place: "hunks",
    retried: "yes",
    remedy: "Raise the deadline for slow models; lower `ASSAY_CONCURRENCY` for local ones.",
  },
  MODEL_BAD_RESPONSE: {
    what: "The endpoint answered with something that is no completion.",
    place: "hunks",
    retried: "some",
    remedy: "See that `OPENAI_BASE_URL` names an OpenAI-compatible endpoint and no proxy's page.",
  },
  MODEL_RESPONSE_TOO_LARGE: {
    what: "The answer was larger than any completion may be.",
    place: "hunks",
    retried: "no",
    remedy: "Look at what stands between Assay and the model.",
  },
  GITHUB_UNAVAILABLE: {
    what: "GitHub failed, did not answer in time, or could not be reached.",
    place: "check",
    retried: "yes",
    remedy: "See githubstatus.com and the way out of your network.",
  },
  GITHUB_RATE_LIMITED: {
    what: "GitHub limits how much the installation may ask.",
    place: "check",
    retried: "yes",
    remedy: "Nothing: it is asked again when GitHub says. If it stays, see what else uses the App.",
  },
  GITHUB_UNAUTHORISED: {
    what: "GitHub does not know the App by this key, or not any more.",
    place: "operator",
    retried: "no",
    remedy: "Check `APP_ID`, the private key, the clock, and that the App is installed.",
  },
  GITHUB_FORBIDDEN: {
    what: "The installation does not grant what is needed, or is suspended.",
    place: "operator",
    retried: "no",
    remedy: "On the App's installation page accept the permissions that it asks for, or end the suspension.",
  },
  GITHUB_NOT_FOUND: {
    what: "The repository or pull request is gone, or not part of the installation.",
    place: "operator",
    retried: "no",
    remedy: "Nothing when it was deleted; otherwise add the repository to the installation.",
  },
  GITHUB_REJECTED: {
    what: "GitHub refuses what was sent to it.",
    place: "check",
    retried: "no",
    remedy: "Comment `/review`; if it stays, report it with the line of the log.",
  },
  GITHUB_BAD_RESPONSE: {
    what: "An answer of GitHub is not what GitHub documents.",
    place: "check",
    retried: "some",
    remedy: "See whether a proxy answers in GitHub's place; if it stays, report it.",
  },
  GITHUB_AMBIGUOUS: {
    what: "GitHub did not say whether something was written.",
    place: "operator",
    retried: "yes",
    remedy: "Nothing: what was written is looked for before it is written again.",
  },
  STORE_UNAVAILABLE: {
    what: "The store cannot be reached or written. Webhooks are refused then, and asked for again by the sweep.",
    place: "operator",
    retried: "yes",
    remedy: "Look for free space, permissions and the database server.",
  },
  STORE_LOCKED: {
    what: "Another process owns the embedded store.",
    place: "start",
    retried: "some",
    remedy: "Stop the other one, ask it with `--url`, or use PostgreSQL for several.",
  },
  STORE_CORRUPT: {
    what: "The database file broke while it was in use.",
    place: "operator",
    retried: "no",
    remedy: "Restart: the file is set aside, and open pull requests are found again through GitHub.",
  },
  STORE_TOO_NEW: {
    what: "A newer version of Assay has used this store.",
    place: "start",
    retried: "no",
    remedy: "Run that version, or restore the copy from before the upgrade.",
  },
  STORE_UNSAFE: {
    what: "The file system or database does not keep what it confirms.",
    place: "start",
    retried: "no",
    remedy: "Put `ASSAY_DATA_DIR` on a local disk.",
  },
  STORE_KEY: {
    what: "No encryption key, or another one than the store was used with.",
    place: "start",
    retried: "no",
    remedy:
      "Give the key of before in `ASSAY_ENCRYPTION_KEY`, or in `ASSAY_ENCRYPTION_KEY_PREVIOUS` beside a new one, or start with an empty store.",
  },
  STORE_NOT_EMPTY: {
    what: "The database to copy into holds something.",
    place: "start",
    retried: "no",
    remedy: "Give an empty database.",
  },
  STORE_LEASE_LOST: {
    what: "Another worker has taken the work over; this one wrote nothing more.",
    place: "operator",
    retried: "no",
    remedy: "Nothing. If it is frequent, a process is frozen or starved for longer than a minute.",
  },
  STORE_FAILED: {
    what: "The database refused a statement.",
    place: "operator",
    retried: "no",
    remedy: "Report it with the line of the log and the version of the database.",
  },
  INTERRUPTED: {
    what: "The work was stopped: newer news, a shutdown, or too many processes that ended in the middle of it.",
    place: "check",
    retried: "no",
    remedy:
      "Usually nothing: what is still wanted runs again. If it is frequent, look for restarts and for want of memory; then comment `/review`.",
  },
};
