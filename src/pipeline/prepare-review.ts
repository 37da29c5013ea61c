import { findInvisibleText } from "../checks/find-invisible-text.ts";
import { findLeads, findProofs } from "../checks/find-leads.ts";
import { findReviewerOrders } from "../checks/find-reviewer-orders.ts";
import { findTrustChanges } from "../checks/find-trust-changes.ts";
import { patternPack } from "../checks/pattern-pack.ts";
import { runCertainChecks } from "../checks/run-certain-checks.ts";
import { secretFindings } from "../checks/secret-findings.ts";
import type { ChangeSet } from "../domain/change-set.ts";
import { ReviewError } from "../domain/errors.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import type { PolicyFile } from "../domain/policy.ts";
import type { Depth, Notice } from "../domain/review.ts";
import type { FileFacts, Lead } from "../domain/syntax.ts";
import type { ReviewUnit, UnitHunk } from "../domain/unit.ts";
import type { DiffProblem } from "../review/diff/parse-diff.ts";
import { escapeInvisible } from "../review/redact/escape-invisible.ts";
import { createRedactor, type Redactor } from "../review/redact/redact.ts";
import { openMoves } from "../review/select/open-moves.ts";
import { type Selection, selectFiles } from "../review/select/select-files.ts";
import { buildUnitHunks } from "../review/units/build-unit-hunks.ts";
import { createHunkHasher } from "../review/units/hash-hunk.ts";
import {
  divideHunks,
  packHunks,
  type SizedHunk,
  type SplitOptions,
  splitIntoUnits,
} from "../review/units/split-into-units.ts";
import { separateKnown } from "./carry-hunks.ts";
import { type CleanFile, createFileCleaner } from "./clean-file.ts";
import { findChangeSecrets } from "./find-change-secrets.ts";
import { type ContextSources, gatherContext } from "./gather-context.ts";
import { inspectChange } from "./inspect-change.ts";
import { loadChange } from "./load-change.ts";
import { inTurn, mapInTurns } from "./map-in-turns.ts";
import type { ChangeSource, CountTokens, FlowReader, SecretScanner, Syntax } from "./ports.ts";
import type { Snapshot } from "./ports-snapshot.ts";
import { noTrace, type Trace } from "./ports-trace.ts";

export interface PrepareDependencies {
  readonly source: ChangeSource;
  readonly syntax: Syntax;
  readonly flow: FlowReader;
  readonly scanner: SecretScanner;
  readonly countTokens: CountTokens;
  /** Absent where nobody watches. */
  readonly trace?: Trace;
}

export interface PrepareRequest {
  readonly policy: PolicyFile;
  /** A quick review looks at no file but the changed ones. */
  readonly depth: Depth;
  /** Tokens of code in one unit. */
  readonly unitTokens: number;
  /** Hashes of hunks that an earlier review of the same pull request covered: they are not asked about again. */
  readonly reviewedHunks: ReadonlySet<string>;
  /** The same with hashes of what was shown around them, for hunks that are carried only where that agrees too. */
  readonly reviewedContexts?: ReadonlyMap<string, string>;
}

/** Everything that is known before the first question: stages 3 to 8. */
export interface PreparedReview {
  readonly policy: PolicyFile;
  readonly change: ChangeSet;
  readonly selection: Selection;
  readonly facts: readonly FileFacts[];
  /** What deterministic checks proved. */
  readonly certain: readonly UnnamedFinding[];
  readonly leads: readonly Lead[];
  /** What is proven of added code, and bears out claims about it. */
  readonly proofs: readonly Lead[];
  readonly notices: readonly Notice[];
  /** What of the change could not be read, one sentence each. */
  readonly gaps: readonly string[];
  readonly redactor: Redactor;
  /** The tree at the head; null where only a diff is known. */
  readonly snapshot: Snapshot | null;
  /** Makes texts of the snapshot fit to be shown. */
  readonly cleanFile: CleanFile;
  /** Every hunk that a model may see, as it would see it. */
  readonly hunks: readonly UnitHunk[];
  readonly units: readonly ReviewUnit[];
  /** Units of hunks that an earlier review covered. They are not asked about. */
  readonly carriedUnits: readonly ReviewUnit[];
  /** Hash of what is shown around each hunk, by the hash of the hunk; of hunks that were looked at now. */
  readonly contexts: ReadonlyMap<string, string>;
}

/** Reads the change, checks it, and cuts it into units. Asks nobody. Throws `INTERRUPTED` when the signal aborts. */
export async function prepareReview(
  request: PrepareRequest,
  deps: PrepareDependencies,
  signal: AbortSignal,
): Promise<PreparedReview> {
  const { syntax, flow, scanner, trace } = heedInterruption(deps, signal);
  const { change: loaded, attributes, problems } = await fetchChange(deps.source, trace, signal);
  const change = openMoves(loaded, attributes, request.policy);
  const selection = selectFiles(change, attributes, request.policy);

  const [facts, secrets] = await inspectFiles(change, selection.order, { syntax, scanner, trace });
  const redactor = createRedactor(secrets);
  const leads = await inTurn(() => findLeads(change, facts));
  const proofs = await inTurn(() => findProofs(change, facts));
  const checks = [
    () => secretFindings(secrets, change),
    () => findInvisibleText(change),
    () => runCertainChecks(change),
  ];
  const certain = (await mapInTurns(checks, (check) => check())).flat();
  const gaps = problems.map(describeProblem);
  const finders = [
    () => gaps.map(toNotice),
    () => findTrustChanges(change),
    () => findReviewerOrders(change),
  ];
  const notices = (await mapInTurns(finders, (find) => find())).flat();

  const clean = (text: string) => escapeInvisible(redactor.redact(text));
  const hunks = (await mapInTurns(selection.order, (file) => unitHunksOf(file, change, facts, clean))).flat();
  const hashHunk = await inTurn(() => createHunkHasher(hunks));
  const { carried = [], open = [] } = Object.groupBy(hunks, ({ ref }) =>
    request.reviewedHunks.has(hashHunk(ref) ?? "") ? "carried" : "open",
  );
  const limits = { budgetTokens: request.unitTokens, countTokens: deps.countTokens };
  const snapshot = deps.source.openSnapshot();
  const cleanFile = createFileCleaner(scanner, redactor.redact);
  const told = await trace.stage("split", { hunks: open.length }, () =>
    addContext(open, limits, {
      change,
      facts,
      flow,
      snapshot: request.depth === "quick" ? null : snapshot,
      clean,
      cleanFile,
      countTokens: deps.countTokens,
    }),
  );
  const known = await inTurn(() => separateKnown(told, hashHunk, request.reviewedContexts ?? new Map()));
  const units = await inTurn(() => packHunks(known.open, leads, limits));
  const carriedUnits = await inTurn(() => splitIntoUnits([...carried, ...known.carried], leads, limits));
  return {
    policy: request.policy,
    change,
    selection,
    facts,
    certain,
    leads,
    proofs,
    gaps,
    notices,
    redactor,
    snapshot,
    cleanFile,
    hunks,
    units,
    carriedUnits,
    contexts: known.contexts,
  };
}

function fetchChange(source: ChangeSource, trace: Trace, signal: AbortSignal): ReturnType<typeof loadChange> {
  return trace.stage("fetch", {}, async (note) => {
    const loaded = await loadChange(source, signal);
    note({ files: loaded.change.files.length });
    return loaded;
  });
}

function inspectFiles(
  change: ChangeSet,
  order: readonly number[],
  { syntax, scanner, trace }: Pick<PrepareDependencies, "syntax" | "scanner"> & { readonly trace: Trace },
) {
  return trace.stage("check", { files: order.length }, () =>
    Promise.all([
      inspectChange(change, { syntax, rules: patternPack }, order),
      findChangeSecrets(change, scanner),
    ]),
  );
}

/** Hunks that fit, each with what tells about it. */
async function addContext(
  hunks: readonly UnitHunk[],
  limits: SplitOptions,
  sources: ContextSources,
): Promise<readonly SizedHunk[]> {
  const sized = (await mapInTurns(hunks, (hunk) => divideHunks([hunk], limits))).flat();
  const told = await gatherContext(
    sized.map(({ hunk }) => hunk),
    sources,
  );
  return sized.map(({ hunk, tokens }, index) => ({ hunk: told[index] ?? hunk, tokens }));
}

/**
 * Nothing more is parsed or scanned once the signal aborts. There is no review of a part then: without the whole
 * scan it is not known which texts must be masked.
 */
function heedInterruption(
  { syntax, flow, scanner, trace = noTrace }: PrepareDependencies,
  signal: AbortSignal,
): Pick<PrepareDependencies, "syntax" | "flow" | "scanner"> & { readonly trace: Trace } {
  const stopIfAborted = () => {
    if (signal.aborted)
      throw new ReviewError("INTERRUPTED", "Inconclusive. The change was still being read.");
  };
  return {
    syntax: {
      async inspect(text, language, inspection) {
        stopIfAborted();
        return syntax.inspect(text, language, inspection);
      },
    },
    flow: {
      async readFlow(text, language) {
        stopIfAborted();
        return flow.readFlow(text, language);
      },
    },
    scanner: {
      async scan(text, path) {
        stopIfAborted();
        return scanner.scan(text, path);
      },
    },
    trace,
  };
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

function describeProblem({ line, message, remedy }: DiffProblem): string {
  return `Line ${line} of the diff: ${message} ${remedy}`;
}

function toNotice(text: string): Notice {
  return { kind: "diff-problem", text };
}
