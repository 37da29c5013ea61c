import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import type { AppProcess } from "./app-process.ts";
import { type KillPoint, killPoints } from "./kill-points.ts";
import { stories } from "./kill-stories.ts";
import {
  type FaultPull,
  type FaultScene,
  type FaultSceneOptions,
  openFaultScene,
} from "./open-fault-scene.ts";
import { choose, isFull, limitMs, reportProgress, score } from "./scorecard.ts";

const lanes = 2;
const rounds = Number(process.env["FAULTS_ROUNDS"] ?? 20);
/** How often the points are played that do not belong to the everyday ones. */
const otherRounds = Math.min(rounds, 3);
const [everyday, others] = [
  killPoints.filter((_, index) => index % 11 < 3),
  killPoints.filter((_, index) => index % 11 >= 3),
];
/** Longest time of one death, and of the recovery after it. */
const roundMs = 20_000;

interface Round {
  readonly problems: readonly string[];
  readonly lost: number;
  readonly duplicates: number;
  readonly openChecks: number;
  readonly extraQuestions: number;
}

/** Hundreds of rounds with a sweep every two seconds would use up what GitHub allows in an hour. */
function renewHour({ github }: FaultScene): void {
  for (const { rate } of github.world.installations.values()) Object.assign(rate, { used: 0 });
}

/** Kills the process at one point while it works on one pull request, starts it again, and looks at what there is. */
async function playRound(scene: FaultScene, process: AppProcess, point: KillPoint): Promise<Round> {
  const story = stories[point.story];
  renewHour(scene);
  const pull = await scene.open();
  if (story.beginsReviewed) {
    await pull.handle.deliver("opened");
    await scene.settle([pull], roundMs);
  }
  point.arm(scene, process);
  const acted = story.act(scene, pull);
  const hasDied = await Promise.race([process.ended.then(() => true), delay(roundMs, false, { ref: false })]);
  process.send("SIGKILL");
  await process.ended;
  await acted;
  scene.github.clearFaults();
  scene.onModel = null;
  const next = await scene.start();
  const round = await judge(scene, pull, { point, hasDied });
  const tail = ({ log }: AppProcess) => log().split("\n").slice(-15).join("\n");
  if (round.problems.length > 0) {
    const told = pull.handle.checkRuns().map(({ conclusion, summary }) => `${conclusion}: ${summary}`);
    console.error([...round.problems, ...told, tail(process), "--", tail(next)].join("\n"));
  }
  // A sweep need not look at what was judged.
  pull.handle.state.state = "closed";
  return round;
}

async function judge(
  scene: FaultScene,
  pull: FaultPull,
  { point, hasDied }: { readonly point: KillPoint; readonly hasDied: boolean },
): Promise<Round> {
  const story = stories[point.story];
  await scene.settle([pull], roundMs);
  const endsAt = performance.now() + roundMs / 2;
  while (story.findProblems(scene, pull).length > 0 && performance.now() < endsAt) await delay(15);
  const audit = await scene.settle([pull], roundMs);
  const { lost, duplicates, openChecks, wrong } = audit;
  // A full review asks everything once more.
  const extraQuestions = audit.extraQuestions - (point.story === "review again" ? audit.questions : 0);
  const kinds = Object.entries({ lost, duplicates, openChecks, wrong });
  const problems = [
    ...kinds.flatMap(([kind, found]) => (found.length > 0 ? [kind] : [])),
    ...story.findProblems(scene, pull),
    ...(hasDied ? [] : ["it was never there"]),
    ...(extraQuestions > 1 ? [`${extraQuestions} questions too many`] : []),
  ].map((problem) => `${point.name}: ${problem}`);
  const counts = { lost: lost.length, duplicates: duplicates.length, openChecks: openChecks.length };
  return { problems, extraQuestions, ...counts };
}

async function playLane(points: readonly KillPoint[], options: FaultSceneOptions): Promise<readonly Round[]> {
  await using scene = await openFaultScene(options);
  const played: Round[] = [];
  await scene.start();
  for (const point of points) {
    played.push(await playRound(scene, scene.processes.at(-1)!, point));
    reportProgress("R1", played.length, points.length);
  }
  const open = [...scene.github.world.checkRuns.values()].filter(({ status }) => status !== "completed");
  expect(open).toEqual([]);
  return played;
}

const repeat = (points: readonly KillPoint[], times: number) =>
  Array.from({ length: times }, () => points).flat();

async function playAll(times: number, engine: string, locations: readonly FaultSceneOptions[]) {
  const otherTimes = isFull ? Math.min(times, otherRounds) : 0;
  const all = [...repeat(others, otherTimes), ...repeat(everyday, times)];
  const shares = locations.map((_, lane) => all.filter((_, index) => index % lanes === lane));
  const played = await Promise.all(locations.map((options, lane) => playLane(shares[lane] ?? [], options)));
  const sum = (name: "lost" | "duplicates" | "openChecks" | "extraQuestions") =>
    played.flat().reduce((total, round) => total + round[name], 0);
  const problems = played.flat().flatMap((round) => round.problems);
  const counts = `${sum("lost")} lost, ${sum("duplicates")} duplicates, ${sum("openChecks")} checks left open`;
  score({
    row: "R1",
    fault: `kill -9 at every named step, ${engine}`,
    input: `${everyday.length} points × ${times}${otherTimes > 0 ? `, ${others.length} more × ${otherTimes}` : ""}`,
    result: `${counts}, ${sum("extraQuestions")} questions asked again, ${problems.length} problems`,
    isPass: problems.length === 0,
  });
  expect(problems).toEqual([]);
}

const ownFolder = Array.from({ length: lanes }, (): FaultSceneOptions => ({}));

it(
  "loses nothing and says nothing twice, wherever it is killed, on SQLite",
  () => playAll(choose(rounds, 1), "SQLite", ownFolder),
  limitMs(120),
);

let server: PostgresServer | null = null;
beforeAll(async () => {
  if (isFull) server = await startPostgres();
});
afterAll(() => server?.stop());

it.runIf(isFull)(
  "loses nothing and says nothing twice, wherever it is killed, on PostgreSQL",
  async () => {
    const options: FaultSceneOptions[] = [];
    for (const _ of ownFolder) {
      const url = await server!.createDatabase();
      options.push({ location: { kind: "postgres", url }, child: { leaseMs: 1_500 } });
    }
    await playAll(otherRounds, "PostgreSQL", options);
  },
  limitMs(60),
);
