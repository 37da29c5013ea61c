import type { JobKind, JobState } from "../../pipeline/ports-store-jobs.ts";

// Records, so that a word that is added to a type is missed here by the compiler.
const kinds: Readonly<Record<JobKind, true>> = {
  review: true,
  command: true,
  "merge-group": true,
  forget: true,
};
const states: Readonly<Record<JobState, true>> = {
  ready: true,
  active: true,
  parked: true,
  done: true,
  failed: true,
  cancelled: true,
};

/** Every kind of job. */
// The keys of a record are typed as texts.
export const jobKinds = Object.keys(kinds) as readonly JobKind[];

/** Every state of a job. */
export const jobStates = Object.keys(states) as readonly JobState[];

export function isJobState(word: string): word is JobState {
  return Object.hasOwn(states, word);
}

/** Most jobs that one list holds. */
export const mostJobs = 1_000;
