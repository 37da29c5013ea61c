/** A part of the suite: one vitest file, and the rows of the scorecard that it shows. */
export interface FaultSuite {
  readonly rows: readonly string[];
  /** Path from the root of the project. */
  readonly files: readonly string[];
  /** Longest time in minutes; then it is ended and counts as failed. */
  readonly limitMinutes: number;
  /** What its tests show together; absent where every test writes its own rows. */
  readonly shows?: string;
}

/** In the order in which they run: the short ones first. */
export const faultSuites: readonly FaultSuite[] = [
  { rows: ["R11", "R12", "R13"], files: ["test/faults/deliveries.test.ts"], limitMinutes: 6 },
  { rows: ["R14", "R15"], files: ["test/faults/event-orders.test.ts"], limitMinutes: 15 },
  { rows: ["R5"], files: ["test/faults/stopping.test.ts"], limitMinutes: 12 },
  { rows: ["R6", "R10"], files: ["test/faults/broken-disks.test.ts"], limitMinutes: 15 },
  { rows: ["R8", "R9"], files: ["test/faults/owners.test.ts"], limitMinutes: 15 },
  { rows: ["R3", "R4"], files: ["test/faults/posting-kills.test.ts"], limitMinutes: 30 },
  { rows: ["R18", "R19"], files: ["test/faults/floods.test.ts"], limitMinutes: 20 },
  { rows: ["R16", "R17"], files: ["test/faults/downtime.test.ts"], limitMinutes: 60 },
  { rows: ["replicas"], files: ["test/faults/replicas.test.ts"], limitMinutes: 90 },
  { rows: ["R2"], files: ["test/faults/random-kills.test.ts"], limitMinutes: 45 },
  { rows: ["R1"], files: ["test/faults/kill-points.test.ts"], limitMinutes: 180 },
  {
    rows: ["R7"],
    files: ["test/faults/store-disk.test.ts", "test/faults/store-crash.test.ts"],
    limitMinutes: 5,
    shows: "every acknowledgement reaches the disk (system calls counted); ten times kill -9 of the writer",
  },
  {
    rows: ["R20"],
    files: ["test/app/github/faults-every-call.test.ts", "test/app/github/faults-writes.test.ts"],
    limitMinutes: 10,
    shows: "16 kinds of fault at each of the 11 calls of a review, and at the other writes",
  },
  {
    rows: ["R21"],
    files: ["test/app/github/faults-rights.test.ts", "test/unit/adapters/github/github-limits.test.ts"],
    limitMinutes: 5,
    shows: "primary and secondary limits: nothing is asked before the time, other installations go on",
  },
  {
    rows: ["R22", "R23", "R24"],
    files: [
      "test/unit/adapters/github/publish-refused-comments.test.ts",
      "test/unit/adapters/github/create-review-publisher.test.ts",
      "test/unit/adapters/github/publish-under-faults.test.ts",
    ],
    limitMinutes: 5,
    shows: "a refused anchor among thirty, a pending review left over, a body that is too long",
  },
  {
    rows: ["R25"],
    files: ["test/app/github/faults-deliveries.test.ts", "test/app/github/push-and-fix.test.ts"],
    limitMinutes: 5,
    shows: "the head moves between reading and posting, with and without its webhook; force-push",
  },
  {
    rows: ["R26", "R27"],
    files: [
      "test/app/github/lifecycle.test.ts",
      "test/app/github/installation.test.ts",
      "test/app/github/faults-rights.test.ts",
    ],
    limitMinutes: 5,
    shows: "closed, draft, locked, retargeted, renamed, uninstalled, suspended; tokens and rights that end",
  },
  {
    rows: ["R29"],
    files: ["test/app/github/forks.test.ts", "test/app/github/merge-queue.test.ts"],
    limitMinutes: 5,
    shows: "a check asked for again from a fork; merge groups",
  },
  {
    rows: ["R31", "R32"],
    files: [
      "test/faults/model-faults.test.ts",
      "test/app/model-outcomes.test.ts",
      "test/app/github/faults-model.test.ts",
      "test/unit/adapters/openai/error-table.test.ts",
      "test/unit/adapters/openai/read-retry-after.test.ts",
      "test/unit/pipeline/ask-model.test.ts",
    ],
    limitMinutes: 8,
    shows: "every row of the error table of models, waiting times, and the circuit that opens",
  },
];
