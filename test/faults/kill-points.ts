import { nameCall } from "../app/github/fault-kinds.ts";
import type { Fault } from "../fakes/github/faults.ts";
import type { AppProcess } from "./app-process.ts";
import type { StoreMoment } from "./child-messages.ts";
import type { Story } from "./kill-stories.ts";
import type { FaultScene } from "./open-fault-scene.ts";

/** How far GitHub got with a call whose caller died: not begun, done, or done after the death. */
const ends = {
  "before it is done": { kind: "hang" },
  "once it is done": { kind: "hang", applied: true },
  "while it is done": { kind: "apply-late" },
} as const satisfies Readonly<Record<string, Fault>>;

export interface KillPoint {
  readonly name: string;
  readonly story: Story;
  /** Makes the process die there, once. */
  readonly arm: (scene: FaultScene, process: AppProcess) => void;
}

function inStore(story: Story, moment: StoreMoment, label = ""): KillPoint {
  const { call, phase } = moment;
  return {
    name: `${story}: ${phase} ${call}${label}`,
    story,
    arm: (_, process) => process.dieAt(moment),
  };
}

/** Dies before and after one call of the store. */
function aroundStore(story: Story, call: string, options: Omit<StoreMoment, "call" | "phase"> = {}) {
  const label = options.nth === undefined ? "" : ` ${options.nth}`;
  return (["before", "after"] as const).map((phase) => inStore(story, { call, phase, ...options }, label));
}

function atGitHub(story: Story, call: string, end: keyof typeof ends): KillPoint {
  return {
    name: `${story}: GitHub, ${call}, ${end}`,
    story,
    arm: (scene, process) => {
      let isOver = false;
      scene.github.fault({
        when: (target) => {
          if (isOver || nameCall(target) !== call) return false;
          isOver = true;
          process.send("SIGKILL");
          return true;
        },
        fault: ends[end],
      });
    },
  };
}

const reading = (story: Story, ...calls: readonly string[]) =>
  calls.map((call) => atGitHub(story, call, "once it is done"));

const writing = (story: Story, ...calls: readonly string[]) =>
  calls.flatMap((call) =>
    (["before it is done", "once it is done", "while it is done"] as const).map((end) =>
      atGitHub(story, call, end),
    ),
  );

function atModel(story: Story, moment: "asked" | "answered"): KillPoint {
  return {
    name: `${story}: model, ${moment}`,
    story,
    arm: (scene, process) => {
      scene.onModel = (seen) => {
        if (seen !== moment) return;
        scene.onModel = null;
        process.send("SIGKILL");
      };
    },
  };
}

/** Calls that do not only belong to this work count once its webhook is kept. */
const accepted = { since: "intake.accept" } as const;
const around = (story: Story, ...calls: readonly string[]) =>
  calls.flatMap((call) => aroundStore(story, call, accepted));

/** The named moments at which the process is killed. */
export const killPoints: readonly KillPoint[] = [
  ...aroundStore("first review", "intake.accept"),
  ...around("first review", "jobs.claim", "memory.load"),
  ...aroundStore("first review", "checks.recordCheckStarted", { nth: 1 }),
  ...aroundStore("first review", "checks.recordCheckStarted", { nth: 2 }),
  ...around("first review", "answers.load", "answers.save", "outbox.recordPosting", "outbox.recordPosted"),
  ...around("first review", "jobs.heartbeat", "checks.recordCheckEnded", "memory.save", "answers.purge"),
  ...around("first review", "checks.listOpenChecksOf", "jobs.settle"),
  atModel("first review", "asked"),
  atModel("first review", "answered"),
  ...writing(
    "first review",
    "POST /check-runs",
    "POST /pulls/{pull_number}/reviews",
    "PATCH /check-runs/{check_run_id}",
  ),
  ...reading(
    "first review",
    "GraphQL: pull request",
    "GET /compare/{basehead}",
    "GET /pulls/{pull_number}/files",
    "GraphQL: texts",
    "GraphQL: reviews so far",
  ),
  ...aroundStore("push", "intake.accept"),
  ...around("push", "jobs.claim", "outbox.recordPosted", "memory.save", "jobs.settle"),
  ...writing("push", "POST /pulls/{pull_number}/reviews", "PUT /pulls/{pull_number}/reviews/{review_id}"),
  atModel("push", "asked"),
  ...around("explain", "jobs.claim", "memory.load", "jobs.settle"),
  ...writing(
    "explain",
    "POST /issues/comments/{comment_id}/reactions",
    "POST /issues/{issue_number}/comments",
  ),
  ...around("review again", "jobs.settle", "outbox.recordPosting"),
  ...writing("review again", "PUT /pulls/{pull_number}/reviews/{review_id}"),
  ...around("merge group", "checks.recordCheckStarted", "checks.recordCheckEnded", "jobs.settle"),
  ...writing("merge group", "POST /check-runs", "PATCH /check-runs/{check_run_id}"),
];
