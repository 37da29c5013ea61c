import { loadPrompt } from "../../src/adapters/prompts/load-prompts.ts";
import { createSecretScanner } from "../../src/adapters/secrets/create-secret-scanner.ts";
import { createFlowReader } from "../../src/adapters/syntax/create-flow-reader.ts";
import { createSyntax } from "../../src/adapters/syntax/create-syntax.ts";
import { createTokenCounter } from "../../src/adapters/tokens/count-tokens.ts";
import { findInvisibleText } from "../../src/checks/find-invisible-text.ts";
import { findLeads } from "../../src/checks/find-leads.ts";
import { findTrustChanges } from "../../src/checks/find-trust-changes.ts";
import { patternPack } from "../../src/checks/pattern-pack.ts";
import { runCertainChecks } from "../../src/checks/run-certain-checks.ts";
import { secretFindings } from "../../src/checks/secret-findings.ts";
import { defaultPolicy } from "../../src/config/review-policy.ts";
import { createFileCleaner } from "../../src/pipeline/clean-file.ts";
import { promptComposer } from "../../src/pipeline/compose-prompts.ts";
import { findChangeSecrets } from "../../src/pipeline/find-change-secrets.ts";
import { gatherContext } from "../../src/pipeline/gather-context.ts";
import { inspectChange } from "../../src/pipeline/inspect-change.ts";
import { attachTexts } from "../../src/review/diff/attach-texts.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import { escapeInvisible } from "../../src/review/redact/escape-invisible.ts";
import { createRedactor } from "../../src/review/redact/redact.ts";
import { selectFiles } from "../../src/review/select/select-files.ts";
import { buildUnitHunks } from "../../src/review/units/build-unit-hunks.ts";
import { divideHunks, packHunks } from "../../src/review/units/split-into-units.ts";
import { createMemorySnapshot } from "../fakes/create-memory-snapshot.ts";
import { type Figure, plain, told } from "./figure.ts";
import { type SyntheticChange, storageModules, synthesizeChange } from "./synthetic-change.ts";

/** Runs every stage before the first question once over the synthetic change, in this process. */
export async function measureStages(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const synthetic = synthesizeChange();
  let cpuSeconds = 0;
  const units = await runStages(synthetic, async (name, work) => {
    const cpu = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    figures.push(plain(`stage "${name}": processor time`, "ms", (user + system) / 1_000));
    cpuSeconds += (user + system) / 1e6;
    return result;
  });
  return [
    told("changed lines", "", synthetic.changedLines),
    told("units", "", units),
    ...figures,
    plain("all stages before the first question: processor time", "s", cpuSeconds),
    plain("peak memory with all results kept", "MB", process.resourceUsage().maxRSS / 1_024),
  ];
}

type Measure = <Result>(name: string, work: () => Result | Promise<Result>) => Promise<Result>;

/** The same calls in the same order as `prepare-review.ts`, one by one; resolves to the number of units. */
async function runStages({ diff, blobs }: SyntheticChange, measure: Measure): Promise<number> {
  const parsed = await measure("parse", () => parseDiff(diff).files);
  const files = await measure("attach", () =>
    parsed.map((file) =>
      attachTexts(file, {
        base: blobs.get(file.oldBlob ?? "") ?? null,
        head: blobs.get(file.newBlob ?? "") ?? null,
      }),
    ),
  );
  const change = { base: null, head: null, label: "bench", files };
  const selection = await measure("select", () => selectFiles(change, new Map(), defaultPolicy));
  const facts = await measure("inspect", () =>
    inspectChange(change, { syntax: createSyntax(), rules: patternPack }, selection.order),
  );
  const secrets = await measure("secrets", () => findChangeSecrets(change, createSecretScanner()));
  await measure("other checks", () => [
    ...secretFindings(secrets, change),
    ...findInvisibleText(change),
    ...runCertainChecks(change),
    ...findTrustChanges(change),
  ]);
  const leads = await measure("leads", () => findLeads(change, facts));
  const countTokens = createTokenCounter();
  const redactor = createRedactor(secrets);
  const clean = (text: string) => escapeInvisible(redactor.redact(text));
  const limits = { budgetTokens: 3_000, countTokens };
  const sized = await measure("redact and split", () => {
    const scopes = new Map(
      facts.filter(({ side }) => side === "RIGHT").map((entry) => [entry.file, entry.facts.scopes]),
    );
    const hunks = selection.order.flatMap((file) =>
      buildUnitHunks({ file, changed: files[file]!, scopes: scopes.get(file) ?? [], clean }),
    );
    return divideHunks(hunks, limits);
  });
  const units = await measure("context", async () => {
    const cleanFile = createFileCleaner(createSecretScanner(), redactor.redact);
    const snapshot = createMemorySnapshot(storageModules);
    const told = await gatherContext(
      sized.map(({ hunk }) => hunk),
      { change, facts, flow: createFlowReader(), snapshot, clean, cleanFile, countTokens },
    );
    return packHunks(
      sized.map(({ tokens }, at) => ({ hunk: told[at]!, tokens })),
      leads,
      limits,
    );
  });
  const template = await loadPrompt("find-defects");
  const compose = promptComposer(
    { redactor, policy: defaultPolicy },
    { template, nonceKey: "bench", countTokens },
  );
  await measure("compose", () => units.map((unit) => compose(unit, null)));
  return units.length;
}
