import { expect, test } from "vitest";
import type { Amount } from "../../../src/domain/budget.ts";
import { ReviewError } from "../../../src/domain/errors.ts";
import { openPurse } from "../../../src/pipeline/open-purse.ts";
import type { SpendLedger } from "../../../src/pipeline/ports-store-spending.ts";
import { silentLog } from "../../fakes/asking.ts";

const none = { usd: null, tokens: null };
const lease = { jobId: "review:100#7", fence: 3, worker: "w1" };
const repository = { installationId: 1, repositoryId: 100, owner: "octo", name: "shop" };
const use = { spent: { usd: 0.5, tokens: 10 }, held: { usd: 0, tokens: 0 } };
const uses = { "installation-month": use, "repository-day": use, "author-day": use };
const now = () => Date.parse("2026-11-21T23:59:59Z");

/** A ledger that writes down what it is told. */
function createLedger(given: Partial<SpendLedger> = {}) {
  const written: unknown[] = [];
  const ledger: Pick<SpendLedger, "holdSpend" | "noteSpent"> = {
    holdSpend: async (_, owner, decide) => {
      const decision = decide(uses);
      written.push({ ...owner, hold: decision.hold });
      return decision;
    },
    noteSpent: async (_, spent) => void written.push(spent),
    ...given,
  };
  return { ledger, written };
}

const openWith = ({ ledger }: ReturnType<typeof createLedger>, usd: number | null) => {
  const budgets = { "installation-month": none, "repository-day": { usd, tokens: null }, "author-day": none };
  return openPurse({ ledger, lease, repository, budgets, now, log: silentLog });
};
const day = { installationId: 1, repositoryId: 100, authorId: 5, day: "2026-11-21" };
const owner = { ...day, monthStart: "2026-11-01" };
const renewsAtMs = Date.parse("2026-11-22T00:00:00Z");
const limitedBy = { budget: "repository-day", renewsAtMs };

test.each([
  [null, 2, { usd: 2, tokens: 0 }, { kind: "granted", maxCostUsd: 2, maxTokens: null, limitedBy: null }],
  [
    null,
    null,
    { usd: 0, tokens: 0 },
    { kind: "granted", maxCostUsd: null, maxTokens: null, limitedBy: null },
  ],
  [1, null, { usd: 0.25, tokens: 0 }, { kind: "granted", maxCostUsd: 0.25, maxTokens: null, limitedBy }],
  [0.5, null, null, { kind: "refused", limitedBy }],
])("with a budget of %s and a limit of %s it holds %o", async (budget, limit, hold, expected) => {
  const ledger = createLedger();
  expect(await openWith(ledger, budget).allowSpending(5, limit)).toEqual(expected);
  expect(ledger.written).toEqual([{ ...owner, hold }]);
});

test("what was spent is written one after the other, the newest sum only, and all of it before it closes", async () => {
  const waiting: (() => void)[] = [];
  const noted: Amount[] = [];
  const ledger = createLedger({
    noteSpent: (_, spent) => {
      noted.push(spent);
      return new Promise((resolve) => waiting.push(resolve));
    },
  });
  const purse = openWith(ledger, 1);
  await purse.allowSpending(5, null);
  for (const usd of [0.1, 0.2, 0.3]) purse.onSpent({ usd, tokens: 9 });
  expect(noted).toEqual([{ usd: 0.1, tokens: 9 }]);
  const closed = purse.close();
  waiting.shift()?.();
  await expect.poll(() => waiting.length).toBe(1);
  waiting.shift()?.();

  expect(await closed).toEqual([{ ...day, usd: 0.3, tokens: 9 }]);
  expect(noted).toEqual([
    { usd: 0.1, tokens: 9 },
    { usd: 0.3, tokens: 9 },
  ]);
});

test("a store that fails costs no review, and what was spent is booked with its end", async () => {
  const away = () => Promise.reject(new ReviewError("STORE_UNAVAILABLE", "the store is away"));
  const purse = openWith(createLedger({ noteSpent: away }), 1);
  await purse.allowSpending(5, null);
  purse.onSpent({ usd: 0.1, tokens: 9 });
  expect(await purse.close()).toEqual([{ ...day, usd: 0.1, tokens: 9 }]);
});

test("a review that spent nothing books nothing", async () => {
  const purse = openWith(createLedger(), 1);
  expect(await purse.close()).toEqual([]);
  await purse.allowSpending(5, null);
  expect(await purse.close()).toEqual([]);
});
