import type { Section } from "./figure.ts";

/** All parts of the bench in their order; each loads what it needs when it is wanted. */
export const sections: readonly Section[] = [
  {
    name: "critical-path",
    about: "wall time of a review over the shortest schedule of its model calls; 5 minutes",
    measure: async (options) => (await import("./measure-critical-path.ts")).measureCriticalPath(options),
  },
  {
    name: "tokens",
    about: "prompt tokens by depth over those of the diff, cached beginnings, cost",
    measure: async () => (await import("./measure-tokens.ts")).measureTokens(),
  },
  {
    name: "second-push",
    about: "tokens of a further push and of a rebase, questions asked again after a crash",
    measure: async (options) => (await import("./measure-second-push.ts")).measureSecondPush(options),
  },
  {
    name: "github",
    about: "calls, points and bytes of GitHub by the size of a change, and of sweeps",
    measure: async (options) => (await import("./measure-github-calls.ts")).measureGitHubCalls(options),
  },
  {
    name: "own-work",
    about: "processor time, memory and event loop of a review of 600 files; starts; an idle App",
    measure: async (options) => (await import("./measure-own-work.ts")).measureOwnWork(options),
  },
  {
    name: "stages",
    about: "the processor time of each stage before the first question, for the same 600 files",
    measure: async () => (await import("./measure-stages.ts")).measureStages(),
  },
  {
    name: "throughput",
    about: "100 pull requests at once on one process; 3 minutes",
    measure: async (options) => (await import("./measure-throughput.ts")).measureThroughput(options),
  },
  {
    name: "estimate",
    about: "what --estimate says against what is then sent",
    measure: async (options) => (await import("./measure-estimate.ts")).measureEstimate(options),
  },
  {
    name: "acknowledgement",
    about: "how long GitHub waits for the answer to a webhook while reviews begin and run",
    measure: async () => (await import("./acknowledgement.ts")).measureAcknowledgement(),
  },
  {
    name: "store",
    about: "webhooks a second, start-up and size of the store, on SQLite and on PostgreSQL; 2 minutes",
    measure: async () => (await import("./store.ts")).measureStore(),
  },
];
