import { spawnSync } from "node:child_process";
import { openSync, readdirSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, type FaultScene, openFaultScene } from "./open-fault-scene.ts";
import { choose, limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [] };
const works = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;

async function openPulls(scene: FaultScene, count: number): Promise<readonly FaultPull[]> {
  const pulls: FaultPull[] = [];
  for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
  return pulls;
}

it(
  "acknowledges nothing that a full disk cannot take, and has it sent again once there is room (R6)",
  async (test) => {
    // A limit on the size of files stands in for a full disk: both make the write fail.
    if (!works("prlimit", "--version")) test.skip("prlimit is not there");
    const count = choose(50, 8);
    await using scene = await openFaultScene({ repositories: 4 });
    const process = await scene.start();
    const limit = (size: string) => works("prlimit", "--pid", String(process.pid), `--fsize=${size}`);
    const pulls = await openPulls(scene, count);
    expect(limit("4096:unlimited")).toBe(true);
    const sent = await Promise.all(pulls.map(({ handle }) => handle.deliver("opened")));
    const refused = sent.filter(({ statusCode }) => statusCode >= 500).length;
    const acknowledged = sent.filter(({ statusCode }) => statusCode < 300 && statusCode > 0).length;
    const isAlive = process.isAlive();
    expect(limit("unlimited:unlimited")).toBe(true);
    const audit = await scene.settle(pulls, choose(120_000, 30_000));
    score({
      row: "R6",
      fault: "the disk is full",
      input: `${count} webhooks`,
      result: `${refused} answered 5xx, ${acknowledged} acknowledged; afterwards ${describeAudit(audit)}`,
      isPass: refused === count && acknowledged === 0 && isAlive && isClean(audit),
    });
    expect({ refused, acknowledged, isAlive, ...audit }).toMatchObject({
      refused: count,
      acknowledged: 0,
      isAlive: true,
      ...clean,
    });
  },
  limitMs(5),
);

/** Ways in which a file is no database any more. */
const breaks: Readonly<Record<string, (path: string) => void>> = {
  "overwritten in the middle": (path) => {
    const file = openSync(path, "r+");
    for (let at = 1_024; at < statSync(path).size; at += 512)
      writeSync(file, Buffer.alloc(256, "x"), 0, 256, at);
  },
  "cut to its first half": (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4_096) * 4_096),
};

it.each(Object.keys(breaks).slice(0, choose(2, 1)))(
  "starts with a database file that was %s, sets it aside, and finds its work on GitHub (R10)",
  async (name) => {
    const count = choose(10, 2);
    await using scene = await openFaultScene({ repositories: 2 });
    const first = await scene.start();
    const done = await openPulls(scene, count);
    await Promise.all(done.map(({ handle }) => handle.deliver("opened")));
    await scene.settle(done, 30_000);
    first.hold(true);
    const waiting = await openPulls(scene, count);
    await Promise.all(waiting.map(({ handle }) => handle.deliver("opened")));
    first.send("SIGTERM");
    await first.ended;
    const directory = scene.location.kind === "sqlite" ? scene.location.directory : "";
    for (const file of readdirSync(directory).filter((entry) => entry.endsWith(".db"))) {
      breaks[name]!(join(directory, file));
    }
    const second = await scene.start();
    const { movedTo } = await second.ready;
    const audit = await scene.settle([...done, ...waiting], 60_000);
    const isTold = second.log().includes("the store could not be read and starts empty");
    score({
      row: "R10",
      fault: `the database file was ${name}`,
      input: `${done.length} reviewed, ${waiting.length} waiting`,
      result: `set aside: ${movedTo !== null}, told: ${isTold}; ${describeAudit(audit)}`,
      isPass: movedTo !== null && isTold && isClean(audit),
    });
    expect(movedTo).not.toBeNull();
    expect(isTold).toBe(true);
    expect(audit).toMatchObject(clean);
  },
  limitMs(5),
);
