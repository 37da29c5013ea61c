import { describe, expect, it } from "vitest";
import type { JobOutcome } from "../../../src/pipeline/ports-store-jobs.ts";
import { openSweepScene, type SweepScene } from "./open-sweep-scene.ts";

const minuteMs = 60_000;
const listPulls = "GET /repos/{owner}/{repo}/pulls";
const listRepositories = "GET /installation/repositories";
const listInstallations = "GET /app/installations";
const listDeliveries = "GET /app/hook/deliveries";
const nothing = {
  installations: 1,
  repositories: 1,
  unchangedRepositories: 0,
  pullRequests: 0,
  reviewsWanted: 0,
  redelivered: 0,
  checksEnded: 0,
  failures: 0,
  isComplete: true,
  durationMs: expect.any(Number),
};

/** Pull requests of one branch, numbered from 1, of which no webhook tells. */
async function openSilently(
  { repository }: Pick<SweepScene, "repository">,
  count: number,
  options: { readonly isDraft?: boolean } = {},
): Promise<string> {
  repository.commit({ branch: "change", parent: repository.tip("main"), files: { "a.txt": "a\n" } });
  for (let index = 0; index < count; index += 1) {
    await repository.openPullRequest({ branch: "change", isDelivered: false, ...options });
  }
  return String(repository.tip("change"));
}

async function settleReview(scene: SweepScene, number: number, outcome: JobOutcome): Promise<void> {
  await scene.store.jobs.settle((await scene.claimReview(number)).lease, outcome);
}

const done = (head: string | null): JobOutcome => ({ kind: "done", head });
const failed = (head: string | null): JobOutcome => ({ kind: "failed", head, code: "X", reason: "x" });
const parked: JobOutcome = { kind: "parked", runAtMs: null, code: "X", reason: "x" };

describe("pull requests", () => {
  it("without a review of their head get one; what is reviewed, under way, cancelled or a draft is left alone", async () => {
    await using scene = await openSweepScene();
    const head = await openSilently(scene, 27);
    await openSilently(scene, 3, { isDraft: true });
    const old = "0".repeat(40);
    for (let number = 1; number <= 10; number += 1) await settleReview(scene, number, done(head));
    for (const number of [11, 12, 13]) await settleReview(scene, number, done(old));
    await settleReview(scene, 14, failed(head));
    await settleReview(scene, 15, failed(null));
    await settleReview(scene, 16, parked);
    await scene.store.control.cancel((await scene.claimReview(17)).lease.jobId);
    await scene.claimReview(18);

    expect(await scene.run()).toEqual({ ...nothing, pullRequests: 30, reviewsWanted: 13 });
    expect(await scene.wanted()).toEqual([11, 12, 13, 15, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
    const [job] = await scene.store.report.listJobs(["ready"], 1);
    expect(job).toMatchObject({ repository: "octo-org/shop", installationId: scene.at.installationId });
  });

  it("are found on every page of the list", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 203);
    expect(await scene.run()).toMatchObject({ pullRequests: 203, reviewsWanted: 203, failures: 0 });
    expect((await scene.wanted()).length).toBe(203);
    expect(scene.takeCalls().filter(([route]) => route === listPulls).length).toBe(3);
  });

  it("whose webhooks were lost are found: new ones, and new heads", async () => {
    await using scene = await openSweepScene();
    scene.github.webhooks.settings.isDropping = true;
    const pull = await scene.repository.openPullRequest({ branch: "a", files: { "a.txt": "a\n" } });
    expect(await scene.run()).toMatchObject({ reviewsWanted: 1 });
    await settleReview(scene, pull.number, done(pull.headSha));
    expect(await scene.run()).toMatchObject({ reviewsWanted: 0 });
    await pull.push({ "a.txt": "b\n" });
    expect(await scene.run()).toMatchObject({ reviewsWanted: 1 });
    expect(await scene.wanted()).toEqual([pull.number]);
    expect(scene.receiver.guids).toEqual([]);
  });

  it("are found where the lost push fell into a review and GitHub's list did not change since", async () => {
    await using scene = await openSweepScene();
    const pull = await scene.repository.openPullRequest({ branch: "a", files: { "a.txt": "a\n" } });
    const old = pull.headSha;
    const job = await scene.claimReview(pull.number);
    scene.github.webhooks.settings.isDropping = true;
    await pull.push({ "a.txt": "b\n" });
    expect(await scene.run()).toMatchObject({ reviewsWanted: 0 });
    await scene.store.jobs.settle(job.lease, done(old));

    expect(await scene.run()).toMatchObject({ unchangedRepositories: 1, reviewsWanted: 1 });
  });

  it("that are closed are no matter", async () => {
    await using scene = await openSweepScene();
    const pull = await scene.repository.openPullRequest({ branch: "a", files: { "a.txt": "a\n" } });
    scene.github.webhooks.settings.isDropping = true;
    await pull.close();
    expect(await scene.run()).toEqual(nothing);
  });
});

describe("a second sweep", () => {
  it("makes conditional requests only, which cost nothing, and wants nothing", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 30);
    await scene.run();
    const first = scene.takeCalls().map(([route, status]) => `${route} ${status}`);
    expect(first.sort()).toEqual(
      [listInstallations, listRepositories, listDeliveries, listPulls].map((route) => `${route} 200`).sort(),
    );
    const { used } = scene.installation.state.rate;
    const before = await scene.store.report.listJobs([], 100);

    expect(await scene.run()).toEqual({ ...nothing, unchangedRepositories: 1, pullRequests: 30 });
    expect(scene.takeCalls().map(([, status]) => status)).toEqual([304, 304, 304, 304]);
    expect(scene.installation.state.rate.used).toBe(used);
    expect(await scene.store.report.listJobs([], 100)).toEqual(before);
    expect(scene.github.writes).toEqual([]);
  });
});

describe("failed deliveries", () => {
  it("are sent again once each, unless another attempt succeeded", async () => {
    await using scene = await openSweepScene();
    const { github, receiver } = scene;
    receiver.status = 500;
    const first = await scene.installation.deliverCreated();
    const second = await scene.installation.deliverCreated();
    const third = await scene.installation.deliverCreated();
    receiver.status = 200;
    await github.redeliver(second);
    receiver.guids.length = 0;

    expect(await scene.run()).toMatchObject({ redelivered: 2, failures: 0 });
    await expect.poll(() => receiver.guids).toEqual([first.guid, third.guid]);
    await expect.poll(() => github.deliveries.length).toBe(6);
    expect(await scene.run()).toMatchObject({ redelivered: 0 });
    expect(await scene.run()).toMatchObject({ redelivered: 0 });
    expect(receiver.guids).toEqual([first.guid, third.guid]);
  });

  it("that fail again are sent again later, and not when GitHub keeps them no longer", async () => {
    await using scene = await openSweepScene();
    const { receiver } = scene;
    receiver.status = 500;
    await scene.installation.deliverCreated();
    expect(await scene.run()).toMatchObject({ redelivered: 1 });
    await expect.poll(() => scene.github.deliveries.length).toBe(2);
    expect(await scene.run()).toMatchObject({ redelivered: 0 });
    scene.pass(10 * minuteMs);
    expect(await scene.run()).toMatchObject({ redelivered: 1 });
    await expect.poll(() => scene.github.deliveries.length).toBe(3);
    expect(await scene.run()).toMatchObject({ redelivered: 0 });
    scene.pass(3 * 24 * 60 * minuteMs);
    expect(await scene.run()).toMatchObject({ redelivered: 0 });
  });

  it("do not stop each other", async () => {
    await using scene = await openSweepScene();
    scene.receiver.status = 500;
    await scene.installation.deliverCreated();
    const other = await scene.installation.deliverCreated();
    scene.receiver.status = 200;
    scene.receiver.guids.length = 0;
    scene.github.fault({ route: "/attempts", fault: { kind: "status", status: 422 } });
    expect(await scene.run()).toMatchObject({ redelivered: 1, failures: 1 });
    await expect.poll(() => scene.receiver.guids).toEqual([other.guid]);
  });
});

describe("installations", () => {
  /** A second account with one pull request. */
  async function addOther({ github }: SweepScene, login = "zoo") {
    const repository = github.repository({ fullName: `${login}/park` });
    const installation = github.install({ account: github.account(login) });
    await openSilently({ repository }, 1);
    return { repository, installation };
  }
  const mints = ({ github }: SweepScene) =>
    github.calls.filter(({ isToken }) => isToken).map(({ path }) => Number(path.split("/")[3]));

  it("that are suspended are left out", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    const other = await addOther(scene);
    await other.installation.suspend();
    expect(await scene.run()).toEqual({ ...nothing, pullRequests: 1, reviewsWanted: 1 });
    expect(mints(scene)).toEqual([scene.installation.id]);
  });

  it("of accounts that are not served are left out", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    await addOther(scene);
    const report = await scene.run({ allowedAccounts: ["octo-org"] });
    expect(report).toMatchObject({ installations: 1, reviewsWanted: 1 });
    expect(mints(scene)).toEqual([scene.installation.id]);
  });

  it("that get no token stop no other", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    await addOther(scene);
    const when = ({ path }: { readonly path: string }) => path.includes(`/${scene.installation.id}/`);
    scene.github.fault({ when, fault: { kind: "status", status: 403 } });
    expect(await scene.run()).toMatchObject({ installations: 1, reviewsWanted: 1, failures: 1 });
    expect(scene.warnings).toEqual([
      { name: "installation", installationId: scene.installation.id, code: "GITHUB_FORBIDDEN" },
    ]);
    expect(await scene.run()).toMatchObject({ installations: 2, reviewsWanted: 1, failures: 0 });
  });

  it("at a limit of GitHub wait for the next sweep", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    for (const name of ["two", "three"]) scene.github.repository({ fullName: `octo-org/${name}` });
    await addOther(scene);
    const when = ({ path }: { readonly path: string }) => path.includes(`/${scene.repository.id}/`);
    scene.github.fault({ when, fault: { kind: "primary-limit", resetInSeconds: 1_200 } });
    const report = await scene.run();
    expect(report).toMatchObject({ installations: 1, failures: 1, reviewsWanted: 1 });
    scene.takeCalls();
    expect(await scene.run()).toMatchObject({ installations: 1, failures: 1, reviewsWanted: 0 });
    expect(scene.takeCalls().filter(([route]) => route === listRepositories).length).toBe(1);
    scene.pass(21 * minuteMs);
    expect(await scene.run()).toMatchObject({ installations: 2, failures: 0, reviewsWanted: 1 });
  });

  it("keep a tenth of their hourly limit for reviews", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    scene.installation.leaveCalls(400, 1_200);
    expect(await scene.run()).toMatchObject({ installations: 0, failures: 1, reviewsWanted: 0 });
    expect(scene.installation.state.rate.limit - scene.installation.state.rate.used).toBe(399);
  });

  it("are swept although one of their repositories cannot be read", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    scene.github.repository({ fullName: "octo-org/two" });
    const when = ({ path }: { readonly path: string }) => path.includes(`/${scene.repository.id}/`);
    scene.github.fault({ when, fault: { kind: "status", status: 404 } });
    expect(await scene.run()).toMatchObject({ installations: 1, repositories: 1, failures: 1 });
  });

  it("that cannot be listed leave the other parts of the sweep alone", async () => {
    await using scene = await openSweepScene();
    scene.receiver.status = 500;
    await scene.installation.deliverCreated();
    scene.github.fault({ route: "/app/installations", times: 3, fault: { kind: "status", status: 502 } });
    expect(await scene.run()).toMatchObject({ installations: 0, failures: 1, redelivered: 1 });
  });
});

describe("a sweep", () => {
  it("that has no time left does nothing and says so", async () => {
    await using scene = await openSweepScene();
    await openSilently(scene, 1);
    const report = await scene.run({ deadlineMs: 0 });
    expect(report).toMatchObject({ isComplete: false, repositories: 0, failures: 0 });
  });

  it("ends at once when it is told to", async () => {
    await using scene = await openSweepScene();
    const report = await scene.run({}, AbortSignal.abort());
    expect(report).toMatchObject({ isComplete: false, failures: 0 });
    expect(scene.takeCalls()).toEqual([]);
  });
});

describe("check runs that are left in progress", () => {
  const externalId = "assay:1:1:1";

  it("for a quarter of an hour without a job are ended, whether their id is known or not", async () => {
    await using scene = await openSweepScene();
    const { store, at, checks } = scene;
    const heads = ["b\n", "c\n", "d\n"].map((text) =>
      scene.repository.commit({ parent: scene.repository.tip("main"), files: { "a.txt": text } }),
    );
    const job = await scene.claimReview(1);
    for (const [index, head] of heads.entries()) {
      const checkId = await checks.startCheck(at, head, externalId);
      const known = index === 0 ? checkId : null;
      if (index === 2)
        await checks.finishCheck(at, checkId, {
          conclusion: "success",
          title: "t",
          summary: "s",
          annotations: [],
        });
      else
        await store.checks.recordCheckStarted(job.lease, {
          repository: at,
          head,
          externalId,
          checkId: known,
        });
    }
    const states = () => [...scene.github.world.checkRuns.values()].map((run) => [run.conclusion, run.title]);
    scene.pass(61 * minuteMs);
    expect(await scene.run()).toMatchObject({ checksEnded: 0 });
    await store.jobs.settle(job.lease, failed(null));

    expect(await scene.run()).toMatchObject({ checksEnded: 2, failures: 0 });
    const inconclusive = ["neutral", "Inconclusive."];
    expect(states()).toEqual([inconclusive, inconclusive, ["success", "t"]]);
    expect(await scene.run()).toMatchObject({ checksEnded: 0 });
  });

  it("for less than a quarter of an hour are left alone", async () => {
    await using scene = await openSweepScene();
    const job = await scene.claimReview(1);
    const head = String(scene.repository.tip("main"));
    const checkId = await scene.checks.startCheck(scene.at, head, externalId);
    await scene.store.checks.recordCheckStarted(job.lease, {
      repository: scene.at,
      head,
      externalId,
      checkId,
    });
    await scene.store.jobs.settle(job.lease, done(head));
    scene.pass(14 * minuteMs);
    expect(await scene.run()).toMatchObject({ checksEnded: 0 });
    scene.pass(2 * minuteMs);
    expect(await scene.run()).toMatchObject({ checksEnded: 1 });
  });

  it("in a repository that is gone are forgotten", async () => {
    await using scene = await openSweepScene();
    const job = await scene.claimReview(1);
    const head = String(scene.repository.tip("main"));
    const record = { repository: scene.at, head, externalId, checkId: 77 };
    await scene.store.checks.recordCheckStarted(job.lease, record);
    await scene.store.jobs.settle(job.lease, done(head));
    scene.repository.delete();
    scene.pass(61 * minuteMs);
    expect(await scene.run()).toMatchObject({ checksEnded: 0, failures: 0 });
    expect(await scene.store.checks.listOpenChecks(Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});
