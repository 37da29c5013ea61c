import { type Document, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { OrganisationPolicyFile, PolicyFile, type PolicyKey } from "../domain/policy.ts";

/** Longest configuration that is parsed, in UTF-8 bytes: parsing grows with the square of the number of keys. */
export const longestPolicyBytes = 32_768;

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

/** Reads the text of `.github/assay.yml`. Reports every mistake at once, each with its line; never throws. */
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
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    logLevel: "silent",
  });
  if (document.errors.length > 0) {
    return invalid(
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        key: "",
        message: `not valid YAML: ${firstSentence(error.message)}`,
      })),
    );
  }
  return validate(document, lines, shape);
}

function validate(document: Document.Parsed, lines: LineCounter, shape: PolicyShape): PolicyReading {
  const value = readValue(document);
  if (value.kind === "refused") return invalid([{ line: 1, key: "", message: value.message }]);
  const content = value.content ?? {};
  const result = shape.safeParse(content);
  if (!result.success) {
    return invalid(result.error.issues.flatMap((issue) => problemsOf(issue, { document, lines, shape })));
  }
  const { enforce, ...policy } = { enforce: [], ...result.data };
  return { kind: "valid", policy, set: listKeys(content), enforced: enforce };
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

function problemsOf(issue: z.core.$ZodIssue, { document, lines, shape }: ReadFile): readonly PolicyProblem[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ line: lineOf(issue.path, document, lines), key: issue.path.join("."), message: issue.message }];
  }
  return issue.keys.map((name) => ({
    line: lineOf([...issue.path, name], document, lines),
    key: [...issue.path, name].join("."),
    message: `this key does not exist; known keys here: ${knownKeys(issue.path, shape).join(", ")}`,
  }));
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
  return { kind: "invalid", problems };
}
