import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../../../src/adapters/log/create-log.ts";
import { openStore } from "../../../../src/adapters/store/open-store.ts";
import { CommitSha } from "../../../../src/domain/change-set.ts";
import { ReviewError } from "../../../../src/domain/errors.ts";
import {
  createOperatorMetrics,
  describeEndedReview,
} from "../../../../src/entrypoints/app/operator-metrics.ts";
import {
  createOperatorRoutes,
  type OperatorOptions,
} from "../../../../src/entrypoints/app/operator-routes.ts";
import type { Store } from "../../../../src/pipeline/ports-store.ts";
import { headersOf, type OpenIngress, openIngress, sendRaw } from "../../../app/open-ingress.ts";
import { delivery, pullRequest, review, silentLog, start } from "../../../contract/store/store-samples.ts";

/** Made up at run time, so that no file holds a secret. */
const token = ["9d03", "be7a", "51fc", "c428"].join("").repeat(2);
const authorised = { authorization: `Bearer ${token}` };

let directory = "";
let store: Store;
const clock = { ms: start };

beforeEach(async () => {
  clock.ms = start;
  directory = mkdtempSync(join(tmpdir(), "assay-operator-"));
  const now = () => clock.ms;
  store = await openStore({ kind: "sqlite", directory }, { encryptionKey: null, now, log: silentLog });
  const intents = [7, 8, 9].map((number) => review("opened", pullRequest(number)));
  await store.intake.accept(delivery(), intents);
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Door extends OpenIngress {
  readonly ask: (path: string, request?: RequestInit) => Promise<{ status: number; body: unknown }>;
}

async function openDoor(options: Partial<OperatorOptions> = {}): Promise<Door> {
  const lines: string[] = [];
  const log = createLog("trace", { write: (line: string) => void lines.push(line) });
  const metrics = createOperatorMetrics();
  const operator = createOperatorRoutes({ store, token, metrics, log, ...options });
  const ingress = await openIngress({ operator, countWebhook: metrics.countWebhook, log });
  const ask: Door["ask"] = async (path, request) => {
    const response = await fetch(`http://127.0.0.1:${ingress.port}${path}`, {
      headers: authorised,
      ...request,
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
  return { ...ingress, lines, ask };
}

const retry = "/jobs/review%3A100%237/retry";
const cancel = "/jobs/review%3A100%237/cancel";
const post = { method: "POST", headers: authorised };
const named = (line: string) => !line.startsWith("#") && line.startsWith("assay_");

describe("the operator's addresses", () => {
  it("list jobs as the store has them, by state and up to a limit", async () => {
    await using door = await openDoor();
    await store.control.cancel("review:100#8");

    expect(await door.ask("/jobs")).toEqual({
      status: 200,
      body: { jobs: await store.report.listJobs([], 9) },
    });
    const { body } = await door.ask("/jobs?state=cancelled&state=failed");
    expect(body).toMatchObject({ jobs: [{ id: "review:100#8", state: "cancelled" }] });
    expect((await door.ask("/jobs?limit=2")).body).toMatchObject({ jobs: [{}, {}] });
  });

  it("show one job, run it again and give it up", async () => {
    await using door = await openDoor();

    const shown = await door.ask("/jobs/review%3A100%237");
    expect(shown).toEqual({ status: 200, body: await store.report.loadJob("review:100#7") });
    expect(await door.ask(cancel, post)).toEqual({ status: 200, body: { outcome: "cancelled" } });
    expect(await door.ask(cancel, post)).toEqual({ status: 409, body: { outcome: "finished" } });
    expect(await door.ask(retry, post)).toEqual({ status: 202, body: { outcome: "queued" } });
    clock.ms += 60_000;
    for (let count = 0; count < 3; count += 1) {
      await store.jobs.claim({ worker: "w", nowMs: clock.ms, leaseMs: 60_000 });
    }
    expect(await door.ask(retry, post)).toEqual({ status: 409, body: { outcome: "running" } });
  });

  it.each([
    ["a job that is not there", "/jobs/review%3A1%231", {}, { status: 404, body: { outcome: "unknown" } }],
    ["a retry of it", "/jobs/review%3A1%231/retry", post, { status: 404, body: { outcome: "unknown" } }],
    ["an id that no job can have", "/jobs/%00/cancel", post, { status: 404, body: { outcome: "unknown" } }],
    ["broken percent encoding", "/jobs/%E0%A4%A", {}, { status: 404, body: { outcome: "unknown" } }],
    [
      "an unknown state",
      "/jobs?state=ready&state=lost",
      {},
      { status: 400, body: { error: "state: no such state" } },
    ],
    [
      "no limit",
      "/jobs?limit=0",
      {},
      { status: 400, body: { error: "limit: must be a whole number from 1 to 1000" } },
    ],
    [
      "a large limit",
      "/jobs?limit=1001",
      {},
      { status: 400, body: { error: "limit: must be a whole number from 1 to 1000" } },
    ],
    ["a write to the list", "/jobs", post, { status: 405, body: { error: "method not allowed" } }],
    ["a write to metrics", "/metrics", post, { status: 405, body: { error: "method not allowed" } }],
    ["a read of a retry", retry, {}, { status: 405, body: { error: "method not allowed" } }],
    [
      "a body",
      retry,
      { ...post, body: "x".repeat(1025) },
      { status: 413, body: { error: "no body is wanted" } },
    ],
    ["an address below a job", "/jobs/a/b", {}, { status: 404, body: "not found\n" }],
    ["an address beside metrics", "/metrics/", {}, { status: 404, body: "not found\n" }],
  ])("answer %s", async (_, path, request, answer) => {
    await using door = await openDoor();

    expect(await door.ask(path, request)).toEqual(answer);
  });

  it.each([
    ["nothing", {}],
    ["another token", { authorization: `Bearer ${token.slice(1)}0` }],
    ["a part of the token", { authorization: `Bearer ${token.slice(0, -1)}` }],
    ["the token as a password", { authorization: `Basic ${token}` }],
    ["an empty token", { authorization: "Bearer " }],
  ])("tell nothing to those who bring %s", async (_, headers) => {
    await using door = await openDoor();
    const answers = await Promise.all(
      ["/metrics", "/jobs", "/jobs/x"].map((path) => door.ask(path, { headers })),
    );
    answers.push(await door.ask(cancel, { method: "POST", headers }));

    const refused = { status: 401, body: { error: "the operator's token is needed" } };
    expect(answers).toEqual([refused, refused, refused, refused]);
    expect((await store.report.loadJob("review:100#7"))?.state).toBe("ready");
  });

  it("take the token once only", async () => {
    await using door = await openDoor();
    const line = `authorization: Bearer ${token}\r\n`;

    expect(await sendRaw(door.port, `GET /jobs HTTP/1.1\r\nhost: a\r\n${line}\r\n`)).toBe(200);
    expect(await sendRaw(door.port, `GET /jobs HTTP/1.1\r\nhost: a\r\n${line}${line}\r\n`)).toBe(401);
  });

  it("do not exist without a token, and leave everything else as it is", async () => {
    await using door = await openDoor({ token: null });
    const paths = ["/metrics", "/jobs", "/jobs/x", "/healthz", "/readyz"];
    const statuses = await Promise.all(paths.map(async (path) => (await door.ask(path)).status));

    expect(statuses).toEqual([404, 404, 404, 200, 200]);
  });

  it("say the code of a store that fails and nothing else, and log no more", async () => {
    const failing = (error: Error) => ({
      ...store,
      report: { ...store.report, listJobs: () => Promise.reject(error) },
    });
    await using broken = await openDoor({ store: failing(new ReviewError("STORE_UNAVAILABLE", "canary")) });
    await using buggy = await openDoor({ store: failing(new Error("canary")) });

    expect(await broken.ask("/jobs")).toEqual({ status: 503, body: { error: "STORE_UNAVAILABLE" } });
    expect(await buggy.ask("/jobs")).toEqual({ status: 500, body: { error: "internal" } });
    expect([...broken.lines, ...buggy.lines].join("")).not.toContain("canary");
  });
});

describe("the metrics", () => {
  it("count jobs, reviews and webhooks in the form that Prometheus reads", async () => {
    const metrics = createOperatorMetrics();
    await using door = await openDoor({ metrics });
    clock.ms += 90_000;
    metrics.observeReview({
      outcome: "defects",
      omission: "failed",
      durationMs: 12_500,
      promptTokens: 900,
      completionTokens: 100,
      cachedTokens: 300,
      calls: 4,
      found: { critical: 0, high: 2, medium: 0, low: 0 },
      costUsd: 0.25,
      usedBudget: null,
    });
    metrics.observeReview({
      outcome: "aborted",
      omission: null,
      durationMs: Number.NaN,
      promptTokens: 0,
      completionTokens: -1,
      cachedTokens: 0,
      calls: 0,
      found: { critical: 0, high: 0, medium: 0, low: 0 },
      costUsd: null,
      usedBudget: "author-day",
    });
    metrics.countWebhook("accepted");
    for (const code of ["GITHUB_RATE_LIMITED", "INTERNAL", "toString", "a code of somebody else"]) {
      metrics.countBrokenJob(code);
    }

    const response = await fetch(`http://127.0.0.1:${door.port}/metrics`, { headers: authorised });
    const lines = (await response.text()).split("\n");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const figures = lines.filter(named).filter((line) => !line.endsWith(" 0") && !line.includes("_bucket"));
    expect(figures).toEqual([
      'assay_reviews_total{outcome="defects"} 1',
      'assay_reviews_total{outcome="aborted"} 1',
      'assay_incomplete_reviews_total{outcome="defects",cause="failed"} 1',
      'assay_review_duration_seconds_sum{outcome="defects"} 12.5',
      'assay_review_duration_seconds_count{outcome="defects"} 1',
      'assay_review_duration_seconds_count{outcome="aborted"} 1',
      'assay_model_tokens_total{kind="prompt"} 900',
      'assay_model_tokens_total{kind="completion"} 100',
      "assay_model_cached_tokens_total 300",
      "assay_model_calls_total 4",
      'assay_findings_total{severity="high"} 2',
      "assay_model_cost_usd_total 0.25",
      'assay_budget_refusals_total{budget="author-day"} 1',
      'assay_jobs{kind="review",state="ready"} 3',
      "assay_backlog_age_seconds 90",
      "assay_store_up 1",
      'assay_webhooks_total{result="accepted"} 1',
      'assay_job_errors_total{code="GITHUB_RATE_LIMITED"} 1',
      'assay_job_errors_total{code="INTERNAL"} 1',
      'assay_job_errors_total{code="other"} 2',
    ]);
    expect(lines.filter((line) => line.startsWith("assay_jobs{"))).toHaveLength(24);
    expect(lines.filter((line) => line.startsWith("assay_incomplete_reviews_total{"))).toHaveLength(8);
    expect(lines.some((line) => line.startsWith("process_cpu_seconds_total "))).toBe(true);
  });

  it("name a review by its verdict, or by why there is none", () => {
    const head = CommitSha.parse("a".repeat(40));
    const usage = {
      ...{ model: "m", calls: 2, promptTokens: 30, completionTokens: 4, cachedTokens: 1 },
      ...{ costUsd: 0.5, durationMs: 1 },
    };
    const published = { kind: "already-published", reviewId: 1 } as const;
    const reviewed = {
      kind: "reviewed",
      verdict: "inconclusive",
      published,
      head,
      usage,
      found: { critical: 1, high: 0, medium: 0, low: 2 },
      reasons: ["Not reviewed: 1 of 2 hunks, in 1 of 2 files."],
      omission: "skipped",
      authorId: 1,
    } as const;

    expect(describeEndedReview(reviewed, 9)).toEqual({
      ...{
        outcome: "inconclusive",
        omission: "skipped",
        durationMs: 9,
        promptTokens: 30,
        completionTokens: 4,
        costUsd: 0.5,
      },
      ...{ cachedTokens: 1, calls: 2, found: { critical: 1, high: 0, medium: 0, low: 2 }, usedBudget: null },
    });
    expect(describeEndedReview({ kind: "not-admitted", reason: "draft", head }, 7)).toEqual({
      ...{
        outcome: "not-admitted",
        omission: null,
        durationMs: 7,
        promptTokens: 0,
        completionTokens: 0,
        costUsd: null,
      },
      ...{ cachedTokens: 0, calls: 0, found: { critical: 0, high: 0, medium: 0, low: 0 }, usedBudget: null },
    });
    const overBudget = { kind: "over-budget", budget: "author-day", renewsAtMs: 1, head } as const;
    expect(describeEndedReview(overBudget, 7)).toMatchObject({
      outcome: "over-budget",
      usedBudget: "author-day",
    });
  });

  it("go on without the store, and show no figure that may be old", async () => {
    const metrics = createOperatorMetrics();
    await metrics.render(store.report);
    const away = { ...store.report, countJobs: () => Promise.reject(new Error("away")) };
    const lines = (await metrics.render(away)).split("\n");

    expect(lines.filter((line) => /^assay_(jobs|backlog|store)/.test(line))).toEqual(["assay_store_up 0"]);
    expect((await metrics.render(store.report)).split("\n")).toContain("assay_store_up 1");
  });

  it("count every webhook by what became of it", async () => {
    const results: string[] = [];
    await using ingress = await openIngress({ countWebhook: (result) => void results.push(result) });
    await using stopping = await openIngress({
      isReady: () => false,
      countWebhook: (result) => void results.push(result),
    });
    const send = (url: string, body: string, headers: Record<string, string>) =>
      fetch(url, { method: "POST", body, headers });
    await send(ingress.url, "{}", headersOf("{}", "star"));
    await send(ingress.url, "{}", { ...headersOf("{}"), "x-hub-signature-256": "sha256=0" });
    await send(stopping.url, "{}", headersOf("{}"));
    await fetch(`http://127.0.0.1:${ingress.port}/healthz`);

    expect(results).toEqual(["ignored", "refused", "failed"]);
  });
});
