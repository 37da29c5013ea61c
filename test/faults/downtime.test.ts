import { expect, it } from "vitest";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, openFaultScene } from "./open-fault-scene.ts";
import { choose, limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [], extraQuestions: 0 };
const hourMs = 3_600_000;

it.each([
  { row: "R16", name: "two hours", hours: 2, count: choose(200, 10), failed: 0.3 },
  { row: "R17", name: "four days", hours: 96, count: choose(50, 6), failed: 1 },
])(
  "finds everything after it was down for $name ($row)",
  async ({ row, name, hours, count, failed }) => {
    await using scene = await openFaultScene({
      repositories: choose(20, 3),
      child: { sweepEveryMs: 600_000 },
    });
    const first = await scene.start();
    const pulls: FaultPull[] = [];
    const missed: FaultPull[] = [];
    for (let index = 0; index < count; index += 1) {
      const pull = await scene.open(index);
      pulls.push(pull);
      if (index < count * (1 - failed)) await pull.handle.deliver("opened");
      else missed.push(pull);
    }
    await scene.settle(
      pulls.filter((pull) => !missed.includes(pull)),
      choose(300_000, 30_000),
    );
    first.send("SIGKILL");
    await first.ended;
    // Every other one never became a delivery at all.
    for (const [index, pull] of missed.entries()) {
      scene.github.webhooks.settings.isDropping = index % 2 === 1;
      await pull.handle.deliver("opened");
    }
    scene.github.webhooks.settings.isDropping = false;
    const before = scene.audit(pulls).lost.length;
    const startedAt = performance.now();
    await scene.start({ aheadMs: hours * hourMs });
    const audit = await scene.settle(pulls, choose(900_000, 30_000));
    const tookMs = performance.now() - startedAt;
    const redelivered = scene.github.deliveries.filter(({ isRedelivery }) => isRedelivery).length;
    // GitHub sends nothing again that is older than three days.
    const isPass = isClean(audit) && before === missed.length && (hours < 72 || redelivered === 0);
    score({
      row,
      fault: `down for ${name}`,
      input: `${count} pull requests, ${before} of them unheard of`,
      result: `${redelivered} sent again, all found ${Math.round(tookMs / 1_000)} s after the start; ${describeAudit(audit)}`,
      isPass,
    });
    expect(audit).toMatchObject(clean);
    expect(isPass).toBe(true);
  },
  limitMs(30),
);
