import { readingModel } from "../app/answers.ts";
import { composeCode, numberFiles } from "../app/github/awkward-change.ts";
import { openAppScene } from "../app/github/open-app-scene.ts";
import { openSweepScene } from "../app/github/open-sweep-scene.ts";
import type { RecordedCall } from "../fakes/github/recorded-call.ts";
import { atMost, type Figure, type MeasureOptions, plain, told } from "./figure.ts";
import { watchTraffic } from "./watch-traffic.ts";

/** Of a change of 50 files; each further 50 may take two more. */
const mostFor50 = 10;
const moreForEach50 = 2;
const sweptRepositories = 10;

/** How often GitHub is called for a review by its size, and by a sweep that finds nothing new. */
export async function measureGitHubCalls({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const sizes = isQuick ? [50, 100] : [50, 100, 300];
  const figures: Figure[] = [];
  for (const files of sizes) figures.push(...(await measureReview(files)));
  return [...figures, ...(await measureSweep())];
}

async function measureReview(count: number): Promise<readonly Figure[]> {
  const name = `review of ${count} files`;
  const write = (body: (index: number) => string) =>
    numberFiles(count, (index) => [`src/part-${index}.js`, composeCode(`part${index}`, body(index))]);
  await using scene = await openAppScene({ files: write(() => "return input;"), script: readingModel() });
  const { github, repository, app } = scene;
  using traffic = watchTraffic(github.url);
  const pull = await repository.openPullRequest({
    branch: "feature",
    files: write((index) => `return input + ${index};`),
    isDelivered: false,
  });
  github.clearCalls();
  const before = traffic.bytes();
  await pull.deliver("opened");
  await app.idle();
  if (pull.reviews().length !== 1) throw new Error(`${name}: no review came`);
  const calls = github.callsWithoutTokens;
  const limit = mostFor50 + (moreForEach50 * (count - 50)) / 50;
  return [
    atMost(limit, { name: `${name}: calls of GitHub`, unit: "", value: calls.length }),
    told(`${name}: of them writes`, "", calls.filter(({ isApplied }) => isApplied).length),
    plain(
      `${name}: points of the limit for one minute`,
      "",
      calls.reduce((sum, call) => sum + pointsOf(call), 0),
    ),
    plain(`${name}: bytes read from GitHub`, "kB", (traffic.bytes() - before) / 1_000),
  ];
}

/** As GitHub counts them: a write costs five times as much as a read. */
function pointsOf({ method, isApplied }: RecordedCall): number {
  return isApplied || !["GET", "HEAD", "POST"].includes(method) ? 5 : 1;
}

async function measureSweep(): Promise<readonly Figure[]> {
  await using scene = await openSweepScene();
  const { github, repository, installation } = scene;
  repository.commit({ branch: "change", parent: repository.tip("main"), files: { "a.txt": "a\n" } });
  await repository.openPullRequest({ branch: "change", isDelivered: false });
  for (let index = 1; index < sweptRepositories; index += 1) {
    const more = github.repository({ fullName: `octo-org/shop-${index}` });
    more.commit({ branch: "change", parent: more.tip("main"), files: { "a.txt": "a\n" } });
    await more.openPullRequest({ branch: "change", isDelivered: false });
  }
  await scene.run();
  const first = scene.takeCalls();
  const { used } = installation.state.rate;
  await scene.run();
  const second = scene.takeCalls();
  const unchanged = second.filter(([, status]) => status === 304).length;
  const name = `sweep of ${sweptRepositories} repositories`;
  return [
    plain(`${name}: calls of the first`, "", first.length),
    plain(`${name}: calls of one that finds nothing new`, "", second.length),
    atMost(0, { name: `${name}: of them not answered by 304`, unit: "", value: second.length - unchanged }),
    atMost(0, {
      name: `${name}: used of the hourly limit by one that finds nothing new`,
      unit: "",
      value: installation.state.rate.used - used,
    }),
  ];
}
