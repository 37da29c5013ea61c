import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { nameCall } from "../app/github/fault-kinds.ts";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { openFaultScene } from "./open-fault-scene.ts";
import { limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [], extraQuestions: 0 };
const always = (name: string) => () => name;

it.each([
  { row: "R11", fault: "one delivery 50 times at once", nameOf: always(randomUUID()) },
  { row: "R12", fault: "one body under 50 names at once", nameOf: () => randomUUID() },
])(
  "makes one review of $fault ($row)",
  async ({ row, fault, nameOf }) => {
    await using scene = await openFaultScene();
    const process = await scene.start({ sweepEveryMs: null, isTracing: true });
    const pull = await scene.open();
    const { github } = scene;
    const event = await github.compose.pullRequest(pull.handle.state, "opened", github.account("alice"), {});
    const sent = await Promise.all(Array.from({ length: 50 }, () => github.deliver(event, nameOf())));
    const audit = await scene.settle([pull], 20_000);
    const acknowledged = sent.filter(({ statusCode }) => statusCode === 202).length;
    const jobs = process.calls.filter((call) => call === "jobs.settle").length;
    score({
      row,
      fault,
      input: "1 event",
      result: `${acknowledged} acknowledged, ${jobs} job, ${describeAudit(audit)}`,
      isPass: isClean(audit) && jobs === 1 && acknowledged === 50,
    });
    expect({ jobs, acknowledged, ...audit }).toMatchObject({ jobs: 1, acknowledged: 50, ...clean });
    expect(pull.handle.checkRuns()).toHaveLength(1);
  },
  limitMs(2),
);

it(
  "runs a failed job again when its delivery is sent again (R13)",
  async () => {
    await using scene = await openFaultScene();
    const process = await scene.start({ sweepEveryMs: null });
    const pull = await scene.open();
    scene.github.fault({
      when: (target) => nameCall(target) === "GraphQL: pull request",
      fault: { kind: "status", status: 401 },
      times: 10,
    });
    const delivery = await pull.handle.deliver("opened");
    const endsAt = performance.now() + 20_000;
    while (!process.log().includes('"outcome":"failed"') && performance.now() < endsAt) await delay(10);
    scene.github.clearFaults();
    const before = scene.audit([pull]).reviewed.length;
    await scene.github.redeliver(delivery);
    const audit = await scene.settle([pull], 20_000);
    score({
      row: "R13",
      fault: "a delivery whose job failed is sent again",
      input: "1 event",
      result: `${before} reviewed before, ${describeAudit(audit)}`,
      isPass: before === 0 && isClean(audit),
    });
    expect({ before, ...audit }).toMatchObject({ before: 0, ...clean });
  },
  limitMs(2),
);
