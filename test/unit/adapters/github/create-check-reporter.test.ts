import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createCheckReporter,
  type ResumableCheckReporter,
} from "../../../../src/adapters/github/create-check-reporter.ts";
import { RepoPath } from "../../../../src/domain/change-set.ts";
import type { Annotation, CheckDraft } from "../../../../src/domain/review-draft.ts";
import type { Fault } from "../../../fakes/github/faults.ts";
import { openPublishingScene, type PublishingScene } from "./publishing-scene.ts";

let scene: PublishingScene;
let reporter: ResumableCheckReporter;

beforeEach(async () => {
  scene = await openPublishingScene();
  reporter = open();
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const open = () => createCheckReporter({ ...scene.options, clients: scene.clients, now: scene.now });

const createCall = "POST /repos/{owner}/{repo}/check-runs";
const updateCall = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
const listCall = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
const readCall = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}";
const externalId = "assay:7:1:1";

const start = (from = reporter, isResumed = false) =>
  from.startCheck(scene.ref.repository, scene.pull.headSha, externalId, isResumed);
const finish = (id: number, draft = makeCheck(0)) => reporter.finishCheck(scene.ref.repository, id, draft);
const runs = () =>
  scene.pull
    .checkRuns()
    .map(({ status, conclusion, annotations }) => [status, conclusion, annotations.length]);

function makeCheck(annotations: number, change: Partial<CheckDraft> = {}): CheckDraft {
  return {
    conclusion: "failure",
    title: "Two defects",
    summary: "A summary",
    annotations: Array.from({ length: annotations }, (_, index): Annotation => {
      const line = index + 1;
      const place = { path: RepoPath.parse("src/new.ts"), startLine: line, endLine: line };
      return { ...place, level: "warning", title: `Defect ${line}`, message: "What happens" };
    }),
    ...change,
  };
}

describe("a check in the ordinary case", () => {
  it("takes two writes and no read", async () => {
    const id = await start();
    expect(scene.pull.checkRuns()).toMatchObject([
      { id, name: "Assay", status: "in_progress", conclusion: null, externalId, headSha: scene.pull.headSha },
    ]);
    await finish(id, makeCheck(2));
    expect(scene.calls()).toEqual([createCall, updateCall]);
    expect(scene.pull.checkRuns()).toMatchObject([
      {
        status: "completed",
        conclusion: "failure",
        title: "Two defects",
        summary: "A summary",
        annotations: [
          {
            path: "src/new.ts",
            start_line: 1,
            end_line: 1,
            annotation_level: "warning",
            title: "Defect 1",
            message: "What happens",
          },
          { start_line: 2 },
        ],
      },
    ]);
  });

  it.each(["success", "failure", "neutral"] as const)("ends as %s", async (conclusion) => {
    await finish(await start(), makeCheck(0, { conclusion }));
    expect(runs()).toEqual([["completed", conclusion, 0]]);
  });

  it("starts no second run while the first one is open, and another once it has ended", async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second).toBe(first);
    await finish(first);
    expect(await start()).not.toBe(first);
    expect(scene.calls()).toEqual([createCall, updateCall, createCall]);
  });

  it("keeps runs of other heads and pull requests apart", async () => {
    const first = await start();
    const other = await reporter.startCheck(scene.ref.repository, scene.pull.headSha, "assay:7:2:1");
    await scene.pull.push({ "a.txt": "a" });
    expect(new Set([first, other, await start()]).size).toBe(3);
  });

  it("cuts what GitHub would refuse", async () => {
    const [annotation] = makeCheck(1).annotations;
    const long = { ...annotation!, title: "t".repeat(400), message: "😀".repeat(40_000) };
    const draft = makeCheck(0, { summary: "😀".repeat(50_000), title: "t".repeat(400), annotations: [long] });
    await finish(await start(), draft);
    expect(runs()).toEqual([["completed", "failure", 1]]);
    expect(scene.pull.checkRuns()[0]?.summary?.isWellFormed()).toBe(true);
  });
});

describe("a check that another process started", () => {
  it("is taken up when the caller says that there may be one", async () => {
    const id = await start();
    expect(await start(open(), true)).toBe(id);
    expect(scene.calls()).toEqual([createCall, listCall]);
  });

  it("is left alone when it has ended, or is of another pull request", async () => {
    const id = await start();
    const { repository } = scene.ref;
    const other = await open().startCheck(repository, scene.pull.headSha, "assay:7:2:1", true);
    await finish(id);
    const next = await start(open(), true);
    expect(new Set([id, other, next]).size).toBe(3);
  });
});

describe("annotations", () => {
  it.each([
    [0, 1],
    [50, 1],
    [51, 2],
    [120, 3],
  ])("of which there are %i go up in %i updates", async (count, updates) => {
    const id = await start();
    await finish(id, makeCheck(count));
    expect(scene.calls()).toEqual([createCall, ...Array<string>(updates).fill(updateCall)]);
    expect(runs()).toEqual([["completed", "failure", count]]);
    const lines = scene.pull.checkRuns()[0]?.annotations.map((annotation) => annotation["start_line"]);
    expect(lines).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it("that GitHub refuses do not keep the check from ending", async () => {
    const id = await start();
    const [annotation] = makeCheck(1).annotations;
    const bad = { ...annotation!, startLine: 9, endLine: 7 };
    await finish(id, makeCheck(0, { annotations: [bad] }));
    expect(runs()).toEqual([["completed", "failure", 0]]);
    expect(scene.warnings).toEqual(["GitHub refuses the annotations of a check run"]);
  });

  it("that GitHub refuses on a later page leave the check as it ended", async () => {
    const id = await start();
    const all = makeCheck(120).annotations;
    const annotations = all.map((one, index) => (index === 70 ? { ...one, endLine: 1 } : one));
    await finish(id, makeCheck(0, { annotations }));
    expect(runs()).toEqual([["completed", "failure", 50]]);
    expect(scene.warnings).toEqual(["GitHub refuses annotations of a check run"]);
  });

  it("that fail on a later page leave the check as it ended", async () => {
    const id = await start();
    scene.github.fault({ method: "PATCH", after: 1, times: 9, fault: { kind: "secondary-limit" } });
    await finish(id, makeCheck(120));
    expect(runs()).toEqual([["completed", "failure", 50]]);
    expect(scene.warnings).toEqual(["annotations of a check run are missing"]);
  });
});

const lostAnswers: readonly [string, Fault, boolean][] = [
  ["502", { kind: "status", status: 502 }, false],
  ["502 after the work", { kind: "status", status: 502, applied: true }, true],
  ["a reset", { kind: "reset" }, false],
  ["a reset after the work", { kind: "reset", applied: true }, true],
  ["silence after the work", { kind: "hang", applied: true }, true],
  ["half an answer", { kind: "truncated-json" }, true],
];

describe("an answer that is lost", () => {
  it.each(lostAnswers)("while a check starts leaves one run: %s", async (_name, fault, isApplied) => {
    scene.github.fault({ method: "POST", route: "/check-runs", fault });
    const id = await start();
    expect(scene.pull.checkRuns()).toMatchObject([{ id, status: "in_progress" }]);
    expect(scene.calls()).toEqual(
      isApplied ? [createCall, listCall] : [createCall, listCall, listCall, listCall, createCall],
    );
  });

  it.each(lostAnswers)(
    "while a check ends leaves no annotation twice: %s",
    async (_name, fault, isApplied) => {
      for (const after of [0, 1]) {
        const id = await start();
        scene.github.clearCalls();
        scene.github.fault({ method: "PATCH", after, fault });
        await finish(id, makeCheck(70));
        const reads = scene.calls().filter((call) => call === readCall).length;
        expect(reads).toBe(isApplied ? 1 : 3);
        scene.github.clearFaults();
      }
      expect(runs()).toEqual([
        ["completed", "failure", 70],
        ["completed", "failure", 70],
      ]);
    },
  );

  it("again and again is an error, and the same run is taken up afterwards", async () => {
    const id = await start();
    const planned = scene.github.fault({
      method: "PATCH",
      times: 99,
      fault: { kind: "status", status: 502 },
    });
    await expect(finish(id)).rejects.toMatchObject({ code: "GITHUB_AMBIGUOUS", retryable: true });
    expect(planned.hits).toBe(2);
    planned.remove();
    expect(await start()).toBe(id);
    await finish(id);
    expect(runs()).toEqual([["completed", "failure", 0]]);
  });

  it("to every start is an error, and the next start begins anew", async () => {
    const planned = scene.github.fault({
      method: "POST",
      times: 99,
      route: "/check-runs",
      fault: { kind: "reset" },
    });
    await expect(start()).rejects.toMatchObject({ code: "GITHUB_AMBIGUOUS", retryable: true });
    planned.remove();
    await start();
    expect(runs()).toEqual([["in_progress", null, 0]]);
  });
});

describe("a limit or a refusal", () => {
  it.each([
    ["POST", () => start()],
    ["PATCH", async () => finish(await start())],
  ])("at %s is told at once", async (method, work) => {
    const fault = { kind: "secondary-limit", retryAfterSeconds: 90 } as const;
    const planned = scene.github.fault({
      method,
      route: method === "POST" ? "/check-runs" : "{check_run_id}",
      times: 9,
      fault,
    });
    await expect(work()).rejects.toMatchObject({ code: "GITHUB_RATE_LIMITED", retryAfterMs: 90_000 });
    expect(planned.hits).toBe(1);
  });

  it("of a commit that is not there is an error", async () => {
    const started = reporter.startCheck(scene.ref.repository, "0".repeat(40), externalId);
    await expect(started).rejects.toMatchObject({ code: "GITHUB_REJECTED" });
  });

  it("of a run that is not there is an error", async () => {
    await expect(finish(4)).rejects.toMatchObject({ code: "GITHUB_NOT_FOUND" });
  });

  it("of an end without annotations is an error", async () => {
    const id = await start();
    const fault = { kind: "status", status: 422, body: { message: "Unprocessable Entity" } } as const;
    scene.github.fault({ method: "PATCH", times: 9, fault });
    await expect(finish(id)).rejects.toMatchObject({ code: "GITHUB_REJECTED" });
    await expect(finish(id, makeCheck(3))).rejects.toMatchObject({ code: "GITHUB_REJECTED" });
  });
});
