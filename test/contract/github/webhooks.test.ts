import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhooks } from "@octokit/webhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openScene, type Scene } from "./open-scene.ts";
import { checkWebhook, describedWebhooks } from "./validate-exchange.ts";

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

let scene: Scene;
let server: Server;
let status: number;
let received: Received[];

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, text: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`;
  scene = await openScene({ webhookUrl }, { "a.ts": "a\n" });
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
  await new Promise((resolve) => server.close(resolve));
});

const names = () =>
  received.map(({ headers, text }) =>
    [headers["x-github-event"], (JSON.parse(text) as { action?: string }).action ?? ""].join(" "),
  );

describe("webhooks", () => {
  it("are signed, named and numbered", async () => {
    await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    const [first] = received;

    expect(first?.headers).toMatchObject({
      "content-type": "application/json",
      "x-github-event": "pull_request",
      "x-github-delivery": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-github-hook-installation-target-type": "integration",
    });
    const signature = String(first?.headers["x-hub-signature-256"]);
    const { verify } = new Webhooks({ secret: scene.github.webhookSecret });
    expect(await verify(first?.text ?? "", signature)).toBe(true);
    expect(JSON.parse(first?.text ?? "")).toMatchObject({
      action: "opened",
      installation: { id: scene.installation.id },
      repository: { id: scene.repository.id },
      pull_request: { number: 1, changed_files: 1 },
    });
  });

  it("of every action of a pull request agree with GitHub's description", async () => {
    const { github, repository } = scene;
    const main = repository.tip("main") ?? "";
    repository.setBranch("release", main);
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "b.ts": "b\n" },
      isDraft: true,
    });
    await pull.readyForReview();
    await pull.convertToDraft();
    await pull.push({ "b.ts": "c\n" });
    await pull.forcePush({ "b.ts": "d\n" });
    await pull.retarget("release");
    await pull.edit({ title: "Another title" });
    await pull.label("security");
    await pull.unlabel("security");
    await pull.lock();
    await pull.unlock();
    const { comment } = await pull.comment(github.account("bob"), "/review");
    await pull.editComment(comment, "/review full");
    await pull.deleteComment(comment);
    await pull.reviewComment(github.account("bob"), { path: "b.ts", line: 1, body: "why?" });
    await pull.close();
    await pull.reopen();
    await pull.merge();

    expect(names()).toEqual([
      "pull_request opened",
      "pull_request ready_for_review",
      "pull_request converted_to_draft",
      "pull_request synchronize",
      "pull_request synchronize",
      "pull_request edited",
      "pull_request edited",
      "pull_request labeled",
      "pull_request unlabeled",
      "pull_request locked",
      "pull_request unlocked",
      "issue_comment created",
      "issue_comment edited",
      "issue_comment deleted",
      "pull_request_review_comment created",
      "pull_request closed",
      "pull_request reopened",
      "pull_request closed",
    ]);
  });

  it("of checks, queues and installations agree with GitHub's description", async () => {
    const { github, repository, installation, octokit, at } = scene;
    const pull = await repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    await octokit.checks.create({ ...at, name: "Assay", head_sha: pull.headSha, external_id: "1:1" });
    const [run] = pull.checkRuns();
    if (run === undefined) throw new Error("there is no check run");
    await pull.rerequestCheck(run);
    await github.deliver(github.compose.checkSuite(run.suite, github.account("bob")));
    await repository.requestMergeGroup(pull);
    await installation.deliverCreated();
    await installation.setPermissions({ contents: "read" });
    await installation.suspend();
    await installation.unsuspend();
    await installation.addRepository(repository);
    await installation.removeRepository(repository);
    await repository.push("main", { "c.ts": "c\n" });
    await github.deliver(github.compose.ping());
    await installation.uninstall();

    expect(names().slice(1)).toEqual([
      "check_run rerequested",
      "check_suite rerequested",
      "merge_group checks_requested",
      "installation created",
      "installation new_permissions_accepted",
      "installation suspend",
      "installation unsuspend",
      "installation_repositories added",
      "installation_repositories removed",
      "push ",
      "ping ",
      "installation deleted",
    ]);
  });

  it("of checks name no pull request that comes from a fork", async () => {
    const fork = scene.repository.fork(scene.github.account("mallory"));
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      from: fork,
      files: { "b.ts": "b\n" },
    });
    const { data } = await scene.octokit.checks.create({
      ...scene.at,
      name: "Assay",
      head_sha: pull.headSha,
      external_id: "7:1",
    });
    const [run] = pull.checkRuns();
    if (run === undefined) throw new Error("there is no check run");
    await pull.rerequestCheck(run);
    const payload = JSON.parse(received.at(-1)?.text ?? "") as {
      readonly check_run: { readonly pull_requests: unknown };
    };

    expect(data.pull_requests).toEqual([]);
    expect(payload.check_run).toMatchObject({ pull_requests: [], external_id: "7:1" });
  });

  it("that fail can be found in the log and sent again under the same name", async () => {
    status = 500;
    await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    status = 200;
    const log = await scene.appOctokit.apps.listWebhookDeliveries({ per_page: 100, status: "failure" });
    const [failed] = log.data;
    await scene.appOctokit.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await expect.poll(() => scene.github.deliveries.length).toBe(2);
    const all = await scene.appOctokit.apps.listWebhookDeliveries();

    expect(failed).toMatchObject({
      status: "Invalid HTTP Response: 500",
      status_code: 500,
      event: "pull_request",
      action: "opened",
    });
    expect(all.data.map(({ redelivery, status: result, guid }) => [redelivery, result, guid])).toEqual([
      [true, "OK", failed?.guid],
      [false, "Invalid HTTP Response: 500", failed?.guid],
    ]);
    expect(new Set(received.map(({ headers }) => headers["x-github-delivery"])).size).toBe(1);
  });

  it("fail while nobody listens, and are gone when they are dropped", async () => {
    const { settings } = scene.github.webhooks;
    settings.isDropping = true;
    const pull = await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    expect(scene.github.deliveries).toEqual([]);
    settings.isDropping = false;
    settings.url = "http://127.0.0.1:1/";
    await pull.close();

    expect(scene.github.deliveries).toMatchObject([
      { status: "failed to connect to host", statusCode: 0, action: "closed" },
    ]);
    expect(received).toEqual([]);
  });
});

describe("the validator of webhooks", () => {
  it("knows every event of the App", () => {
    expect(describedWebhooks).toHaveLength(27);
  });

  it.each([
    ["an event that is not described", "star", { action: "created" }],
    ["a payload without its members", "pull_request", { action: "opened" }],
  ])("refuses %s", (_title, event, payload) => {
    expect(checkWebhook(event, payload).length).toBeGreaterThan(0);
  });
});
