import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, openFaultScene } from "./open-fault-scene.ts";
import { createRandom } from "./random-numbers.ts";
import { choose, limitMs, reportProgress, score } from "./scorecard.ts";

const seed = Number(process.env["FAULTS_SEED"] ?? 20_261_121);
const kills = choose(200, 6);
const pullsPerLife = 5;
const repositories = choose(20, 5);

it(
  "loses nothing and says nothing twice when it is killed at random moments under load (R2)",
  async () => {
    await using scene = await openFaultScene({ repositories, child: { sweepEveryMs: 5_000 } });
    const random = createRandom(seed);
    const pulls: FaultPull[] = [];
    const deliveries: Promise<unknown>[] = [];
    const feed = async () => {
      for (let count = 0; count < pullsPerLife; count += 1) {
        const pull = await scene.open(pulls.length);
        pulls.push(pull);
        deliveries.push(pull.handle.deliver("opened"));
      }
    };
    for (let kill = 0; kill < kills; kill += 1) {
      const process = scene.launch();
      // Some deaths come before it listens.
      if (kill % 8 === 7) {
        await feed();
        await delay(random() * 500);
      } else {
        scene.direct((await process.ready).port);
        const fed = feed();
        await delay(10 + random() * 490);
        await fed;
      }
      process.send("SIGKILL");
      await process.ended;
      reportProgress("R2", kill + 1, kills);
    }
    await scene.start();
    await Promise.all(deliveries);
    const audit = await scene.settle(pulls, choose(600_000, 30_000));
    const isPass = isClean(audit) && audit.extraQuestions <= kills * pullsPerLife;
    score({
      row: "R2",
      fault: "kill -9 at random moments",
      input: `${kills} kills, ${pulls.length} pull requests in ${repositories} repositories, seed ${seed}`,
      result: describeAudit(audit),
      isPass,
    });
    expect(audit).toMatchObject({ lost: [], duplicates: [], openChecks: [], wrong: [] });
    expect(isPass).toBe(true);
  },
  limitMs(40),
);
