import { findInvisibleText } from "../checks/find-invisible-text.ts";
import { findLeads } from "../checks/find-leads.ts";
import { findTrustChanges } from "../checks/find-trust-changes.ts";
import { patternPack } from "../checks/pattern-pack.ts";
import { runCertainChecks } from "../checks/run-certain-checks.ts";
import { secretFindings } from "../checks/secret-findings.ts";
import type { ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import type { PolicyFile } from "../domain/policy.ts";
import type { Notice } from "../domain/review.ts";
import type { FileFacts, Lead } from "../domain/syntax.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { buildUnitHunks } from "../review/build-unit-hunks.ts";
import { escapeInvisible } from "../review/escape-invisible.ts";
import { createRedactor, type Redactor } from "../review/redact.ts";
import { type Selection, selectFiles } from "../review/select-files.ts";
import { splitIntoUnits } from "../review/split-into-units.ts";
import { findChangeSecrets } from "./find-change-secrets.ts";
import { inspectChange } from "./inspect-change.ts";
import { loadChange } from "./load-change.ts";
import type { ChangeSource, CountTokens, SecretScanner, Syntax } from "./ports.ts";

export interface PrepareDependencies {
  readonly source: ChangeSource;
  readonly syntax: Syntax;
  readonly scanner: SecretScanner;
  readonly countTokens: CountTokens;
}

export interface PrepareRequest {
  readonly policy: PolicyFile;
  /** Tokens of code in one unit. */
  readonly unitTokens: number;
}

/** Everything that is known before the first question: stages 3 to 8. */
export interface PreparedReview {
  readonly change: ChangeSet;
  readonly selection: Selection;
  readonly facts: readonly FileFacts[];
  /** What deterministic checks proved. */
  readonly certain: readonly UnnamedFinding[];
  readonly leads: readonly Lead[];
  readonly notices: readonly Notice[];
  readonly redactor: Redactor;
  readonly units: readonly ReviewUnit[];
}

/** Reads the change, checks it, and cuts it into units. Asks nobody. */
export async function prepareReview(
  request: PrepareRequest,
  deps: PrepareDependencies,
  signal: AbortSignal,
): Promise<PreparedReview> {
  const { change, attributes, problems } = await loadChange(deps.source, signal);
  const selection = selectFiles(change, attributes, request.policy);

  const facts = await inspectChange(change, { syntax: deps.syntax, rules: patternPack }, selection.order);
  const secrets = await findChangeSecrets(change, deps.scanner);
  const redactor = createRedactor(secrets);
  const leads = findLeads(change, facts);
  const certain = [
    ...secretFindings(secrets, change),
    ...findInvisibleText(change),
    ...runCertainChecks(change),
  ];
  const notices = [...problems.map(describeProblem), ...findTrustChanges(change)];

  const clean = (text: string) => escapeInvisible(redactor.redact(text));
  const hunks = selection.order.flatMap((file) => unitHunksOf(file, change, facts, clean));
  const units = splitIntoUnits(hunks, leads, {
    budgetTokens: request.unitTokens,
    countTokens: deps.countTokens,
  });
  return { change, selection, facts, certain, leads, notices, redactor, units };
}

function unitHunksOf(
  file: number,
  change: ChangeSet,
  facts: readonly FileFacts[],
  clean: (text: string) => string,
) {
  const changed = change.files[file];
  if (changed === undefined) return [];
  const head = facts.find((entry) => entry.file === file && entry.side === "RIGHT");
  return buildUnitHunks({ file, changed, scopes: head?.facts.scopes ?? [], clean });
}

function describeProblem(problem: { readonly line: number; readonly message: string }): Notice {
  return { kind: "diff-problem", text: `Line ${problem.line} of the diff: ${problem.message}` };
}
