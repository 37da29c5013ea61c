import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommitSha } from "../../src/domain/change-set.ts";
import type { Confidence, Severity } from "../../src/domain/finding.ts";
import { createOperatorPage } from "../../src/entrypoints/app/page/create-operator-page.ts";
import type { RunFigures } from "../../src/pipeline/ports-store-jobs.ts";
import { pullRequest, review, silentLog } from "../contract/store/store-samples.ts";
import { type FilledStore, finding, noon, openEmptyStore, remember } from "../pages/filled-store.ts";
import { type OpenIngress, openIngress } from "./open-ingress.ts";

/** Made up at run time, so that no file holds a secret. */
const token = ["41ce", "d07b", "a96f", "3e58"].join("").repeat(2);
const none = { usd: null, tokens: null };
const limit = { usd: 5, tokens: null };
const budgets = { "installation-month": limit, "repository-day": none, "author-day": none };
const head = CommitSha.parse("a".repeat(40));

let filled: FilledStore;
let door: OpenIngress;
beforeEach(async () => {
  filled = await openEmptyStore();
  const { store } = filled;
  const options = { store, token, budgets, webUrl: "https://github.com", log: silentLog, now: () => noon };
  door = await openIngress({ operator: createOperatorPage(options) });
});
afterEach(async () => {
  await door[Symbol.asyncDispose]();
  await filled[Symbol.asyncDispose]();
});

/** The words of a page, one space between them. */
async function read(path: string): Promise<string> {
  const base = `http://127.0.0.1:${door.port}`;
  const body = new URLSearchParams({ token });
  const signedIn = await fetch(`${base}/operator/sign-in`, { method: "POST", body, redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const text = await (await fetch(`${base}${path}`, { headers: { cookie } })).text();
  return text
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

async function run(number: number, figures: RunFigures, tokens = 0): Promise<void> {
  const { store } = filled;
  await store.intake.enqueue([review("opened", pullRequest(number))]);
  const job = await store.jobs.claim({ worker: "w", nowMs: noon, leaseMs: 60_000 });
  if (job === null) throw new Error("nothing was due");
  const day = new Date(noon).toISOString().slice(0, 10);
  const spend = [{ installationId: 1, repositoryId: 100, authorId: 5, day, usd: 0, tokens }];
  await store.jobs.settle(job.lease, { kind: "done", head }, { figures, spend: tokens === 0 ? [] : spend });
}

const use = { questions: 4, tokens: 61_300, costUsd: null };
const unread = ["Not reviewed: 4 of 4 hunks, in 1 of 1 files.", "The model’s answers could not be used."];

describe("the figures of the operator's page", () => {
  it("hide no review whose model read nothing behind the defect that a check proved", async () => {
    await run(1, { result: "defects", reasons: unread, use });
    await run(2, { result: "defects", reasons: [], use });
    const text = await read("/operator");

    expect(text).toContain("Incomplete in the last seven days octo/shop #1");
    expect(text).toContain(`Defects Incomplete ${unread.join(" ")}`);
    expect(text).toContain("2 done today 2 with defects, 1 of them incomplete");
    expect(text).toContain("1 incomplete see below");
    expect(text).not.toContain("octo/shop #2");
  });

  it("say that nothing was left out where that is so", async () => {
    await run(1, { result: "defects", reasons: [], use });
    const text = await read("/operator");

    expect(text).toContain("The newest verdict on every pull request is about all of its change.");
    expect(text).toContain("0 incomplete nothing was left out");
  });

  it("count matches of rules apart from findings", async () => {
    const found = (id: number, severity: Severity, confidence: Confidence) =>
      finding(id, { severity, confidence }, null);
    await run(1, { result: "defects", reasons: [], use });
    await remember(filled.store, pullRequest(1), [
      found(1, "critical", "certain"),
      found(2, "high", "pattern"),
      found(3, "high", "pattern"),
    ]);

    expect(await read("/operator/reviews")).toContain("open findings: 1 critical; 2 matches of rules");
    const text = await read("/operator/findings");
    expect(text).toContain("2 matches of rules are open, which no model has looked at.");
    expect(text).toMatch(/CWE-89[^0-9]* 1 0 0 0 /);
  });

  it("say that a price is not known instead of an amount, wherever one would stand", async () => {
    await run(1, { result: "no-defects", reasons: [], use }, 61_300);
    const [overview, costs] = [await read("/operator"), await read("/operator/costs")];

    expect(overview).toContain("61,300 tokens used today price unknown");
    expect(overview).toContain("price unknown of $5.00");
    expect(costs).toContain("The last 30 days: price unknown, 61,300 tokens, in 1 repository.");
    expect(costs).toContain("octo/shop price unknown 61,300 100 %");
    expect(overview + costs).not.toContain("$0.00");
  });

  it("say that a decision, and no comment, led to a review", async () => {
    await filled.store.intake.enqueue([
      { kind: "review", pullRequest: pullRequest(1), trigger: "decision", scope: "changed" },
    ]);

    expect(await read("/operator")).toContain("finding dismissed or reopened");
  });
});
