import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { findNearMiss } from "../domain/find-near-miss.ts";
import { OrganisationPolicyFile, PolicyFile, type PolicyKey } from "../domain/policy.ts";
import { describeIssue } from "./describe-issue.ts";

/** Longest configuration that is parsed, in UTF-8 bytes. */
export const longestPolicyBytes = 32_768;
/** Lists and maps within each other; thousands of them would take the parser tenths of a second. */
const mostOpen = 20;
/** Whoever made more mistakes than this repairs these first. Finding the line of one takes time with the size of the file. */
const mostProblems = 100;

/** One mistake in a configuration file. */
export interface PolicyProblem {
  /** 1-based; 1 when the place is not known. */
  readonly line: number;
  /** Dotted path of the key, empty for the whole file. */
  readonly key: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

export type PolicyReading =
  | {
      readonly kind: "valid";
      /** With defaults for everything that the file does not say. */
      readonly policy: PolicyFile;
      /** What the file itself sets: names of keys, `triggers.drafts` for those below `triggers`. */
      readonly set: readonly string[];
      /** Keys that no repository may set otherwise; only an organisation's file can name any. */
      readonly enforced: readonly PolicyKey[];
    }
  | { readonly kind: "invalid"; readonly problems: readonly PolicyProblem[] };

/** The policy of a repository without a configuration file. */
export const defaultPolicy: PolicyFile = PolicyFile.parse({});

/** Reads the text of `.github/assay.yml`. Reports every mistake at once, in the order of their lines; never throws. */
export function parseReviewPolicy(text: string): PolicyReading {
  return parsePolicy(text, PolicyFile);
}

/** Reads the text of an organisation's `assay.yml`: the same keys, and `enforce`. */
export function parseOrganisationPolicy(text: string): PolicyReading {
  return parsePolicy(text, OrganisationPolicyFile);
}

type PolicyShape = typeof PolicyFile | typeof OrganisationPolicyFile;

function parsePolicy(text: string, shape: PolicyShape): PolicyReading {
  const bytes = Buffer.byteLength(text);
  if (bytes > longestPolicyBytes) {
    return invalid([
      { line: 1, key: "", message: `the file has ${bytes} bytes; at most ${longestPolicyBytes} are read` },
    ]);
  }
  const deepAt = findDeepLine(text);
  if (deepAt !== null) {
    const message = `lists or maps are nested more than ${mostOpen} deep; no key needs that`;
    return invalid([{ line: deepAt, key: "", message }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // The library compares each key with every other; `findRepeatedKeys` takes linear time.
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const faults = [
    ...document.errors.map(({ pos, message }) => ({ at: pos[0], message: firstSentence(message) })),
    ...findRepeatedKeys(document),
  ];
  if (faults.length > 0) {
    return invalid(
      faults.slice(0, mostProblems).map(({ at, message }) => ({
        line: lines.linePos(at).line,
        key: "",
        message: `not valid YAML: ${message}`,
      })),
    );
  }
  return validate(document, lines, shape);
}

/** The first line in which more than `mostOpen` brackets are open; brackets within texts count as well. */
function findDeepLine(text: string): number | null {
  let open = 0;
  let line = 1;
  for (const character of text) {
    if (character === "\n") line += 1;
    else if (character === "[" || character === "{") open += 1;
    else if (character === "]" || character === "}") open = Math.max(0, open - 1);
    if (open > mostOpen) return line;
  }
  return null;
}

function validate(document: Document.Parsed, lines: LineCounter, shape: PolicyShape): PolicyReading {
  const value = readValue(document);
  if (value.kind === "refused") return invalid([{ line: 1, key: "", message: value.message }]);
  const content = value.content ?? {};
  const result = shape.safeParse(content);
  if (!result.success) {
    const mistakes = result.error.issues.flatMap(listMistakes).slice(0, mostProblems);
    return invalid(mistakes.map((mistake) => describeMistake(mistake, { document, lines, shape })));
  }
  const { enforce, ...policy } = { enforce: [], ...result.data };
  return { kind: "valid", policy, set: listKeys(content), enforced: enforce };
}

/** Offsets of keys that stand in the same map before. */
function findRepeatedKeys(
  document: Document.Parsed,
): readonly { readonly at: number; readonly message: string }[] {
  const found: { at: number; message: string }[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push({ at: key.range?.[0] ?? 0, message: "Map keys must be unique" });
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** The keys that a valid file names. */
function listKeys(content: unknown): readonly string[] {
  if (typeof content !== "object" || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    key === "triggers" ? listKeys(value).map((name) => `triggers.${name}`) : [key],
  );
}

type Value = { kind: "read"; content: unknown } | { kind: "refused"; message: string };

function readValue(document: Document.Parsed): Value {
  try {
    return { kind: "read", content: document.toJS({ maxAliasCount: 10 }) };
  } catch (error) {
    // Only alias expansion can fail here; the library signals it by throwing.
    return {
      kind: "refused",
      message: `aliases cannot be resolved: ${error instanceof Error ? firstSentence(error.message) : "too many"}`,
    };
  }
}

interface ReadFile {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly shape: PolicyShape;
}

interface Mistake {
  readonly path: readonly PropertyKey[];
  /** Null for a key that does not exist. */
  readonly message: string | null;
}

function listMistakes(issue: z.core.$ZodIssue): readonly Mistake[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: describeIssue(issue) }];
  return issue.keys.map((name) => ({ path: [...issue.path, name], message: null }));
}

function describeMistake({ path, message }: Mistake, { document, lines, shape }: ReadFile): PolicyProblem {
  return {
    line: lineOf(path, document, lines),
    key: path.join("."),
    message: message ?? describeUnknownKey(String(path.at(-1)), knownKeys(path.slice(0, -1), shape)),
  };
}

function describeUnknownKey(key: string, known: readonly string[]): string {
  const meant = findNearMiss(key, known);
  const question = meant === null ? "" : `did you mean \`${meant}\`? `;
  return `this key does not exist; ${question}known keys here: ${known.join(", ")}`;
}

function knownKeys(path: readonly PropertyKey[], shape: PolicyShape): readonly string[] {
  if (path[0] === "triggers") return Object.keys(PolicyFile.shape.triggers.unwrap().shape);
  if (path[0] === "notes") return ["paths", "note"];
  return Object.keys(shape.shape);
}

function lineOf(path: readonly PropertyKey[], document: Document.Parsed, lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node !== "object" || node === null || !("range" in node)) continue;
    const offset = isScalar(node) ? node.range?.[0] : rangeStart(node.range);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function rangeStart(range: unknown): number | undefined {
  const first: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof first === "number" ? first : undefined;
}

function firstSentence(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}

function invalid(problems: readonly PolicyProblem[]): PolicyReading {
  return { kind: "invalid", problems: problems.toSorted((one, other) => one.line - other.line) };
}
