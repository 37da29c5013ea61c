import { expect, it } from "vitest";
import { renderJob, renderJobList } from "../../../../src/entrypoints/cli/render-jobs.ts";
import type { JobReport } from "../../../../src/pipeline/ports-store.ts";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const minute = 60_000;
const hour = 60 * minute;

const job: JobReport = {
  id: "review:100#7",
  kind: "review",
  state: "ready",
  installationId: 1,
  repositoryId: 100,
  repository: "octo/shop",
  number: 7,
  trigger: "pushed",
  generation: 3,
  attempts: 0,
  priority: 2,
  runAtMs: nowMs,
  leaseUntilMs: null,
  worker: null,
  code: null,
  reason: null,
  settledHead: null,
  updatedAtMs: nowMs,
};

it("shows jobs as a table with times in words", () => {
  const jobs: readonly JobReport[] = [
    job,
    { ...job, id: "review:100#8", number: 8, runAtMs: nowMs - 90 * minute, updatedAtMs: nowMs - 91 * minute },
    {
      ...job,
      id: "review:2#12345",
      state: "parked",
      repository: "octo-org/along-name",
      number: 12_345,
      trigger: "sweep",
      attempts: 2,
      runAtMs: nowMs + 2 * minute,
      updatedAtMs: nowMs - 59_000,
      code: "MODEL_QUOTA",
      reason: "the quota of the model is used up",
    },
    {
      ...job,
      id: "command:thread:100:9",
      kind: "command",
      state: "parked",
      trigger: null,
      runAtMs: null,
      updatedAtMs: nowMs - 50 * hour,
      code: "GITHUB_FORBIDDEN",
    },
    { ...job, id: "review:100#9", state: "active", updatedAtMs: nowMs + 5_000, worker: "w", attempts: 1 },
    {
      ...job,
      id: "forget:4",
      kind: "forget",
      state: "done",
      trigger: null,
      installationId: 4,
      repositoryId: null,
      repository: null,
      number: null,
      updatedAtMs: nowMs - hour,
    },
    {
      ...job,
      id: "merge-group:5@abc",
      kind: "merge-group",
      state: "failed",
      repositoryId: 5,
      repository: null,
      number: null,
      trigger: null,
      updatedAtMs: nowMs - 24 * hour,
      reason: "two\nlines",
    },
  ];

  expect(renderJobList(jobs, nowMs).split("\n")).toEqual([
    "ID                    STATE   ABOUT                                     SINCE       NEXT            TRIES  WHY",
    "review:100#7          ready   review octo/shop#7 (pushed)               0 seconds   now             0",
    "review:100#8          ready   review octo/shop#8 (pushed)               1 hour      due for 1 hour  0",
    "review:2#12345        parked  review octo-org/along-name#12345 (sweep)  59 seconds  in 2 minutes    2      MODEL_QUOTA: the quota of the model is used up",
    "command:thread:100:9  parked  command octo/shop#7                       2 days      waits for news  0      GITHUB_FORBIDDEN",
    "review:100#9          active  review octo/shop#7 (pushed)               0 seconds   running         1",
    "forget:4              done    forget installation 4                     1 hour      –               0",
    "merge-group:5@abc     failed  merge-group 5                             1 day       –               0      two lines",
  ]);
});

it("says so when there is nothing to show", () => {
  expect(renderJobList([], nowMs)).toBe("no jobs");
});

it("shows every field of one job", () => {
  const shown = renderJob(
    {
      ...job,
      state: "active",
      attempts: 1,
      leaseUntilMs: nowMs + minute,
      worker: "host-1",
      code: "MODEL_UNAVAILABLE",
      reason: "the model did not answer",
      settledHead: "abc",
      updatedAtMs: nowMs - 3 * minute,
    },
    nowMs,
  );

  expect(shown.split("\n")).toEqual([
    "id            review:100#7",
    "kind          review",
    "state         active",
    "about         review octo/shop#7 (pushed)",
    "trigger       pushed",
    "installation  1",
    "repository    100",
    "generation    3",
    "priority      2",
    "tries         1",
    "next          running",
    "runs at       2026-11-21T12:00:00.000Z",
    "worker        host-1",
    "lease until   2026-11-21T12:01:00.000Z",
    "code          MODEL_UNAVAILABLE",
    "reason        the model did not answer",
    "settled head  abc",
    "changed       2026-11-21T11:57:00.000Z (3 minutes ago)",
  ]);
});

it("lets no text of a store act upon the terminal", () => {
  const hostile = { ...job, repository: "octo/\u001b[31mshop", worker: "w\u202e", reason: "a\u0007" };

  expect(`${renderJobList([hostile], nowMs)}\n${renderJob(hostile, nowMs)}`).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f\u202e]/,
  );
});
