import type { Prompt } from "../../src/domain/prompt.ts";
import type { CountTokens } from "../../src/pipeline/ports.ts";
import { findJsonValues } from "../../src/review/answer/read-json-values.ts";

/** What a plain question finds: no more than a file, a line, a class and a sentence. */
export interface PlainDefect {
  /** As the model wrote it. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly cwe: string | null;
  readonly sentence: string;
}

/** Null when the answer says neither what is wrong nor that nothing is. */
export type PlainReading = readonly PlainDefect[] | null;

/** The baseline: what anybody would ask a model about a diff. Its text is fixed, or its figures would not compare. */
const question = `Review this diff for security defects. For each defect give the file, the line, the CWE and one sentence.
Answer with a JSON array of objects {"file": "<path>", "line": <line number in the new file, or in the old file for a removed line>, "cwe": "CWE-<n>", "sentence": "<one sentence>"}. Answer \`none\` if there is no defect.`;

/** For endpoints that force a shape, whose outermost value has to be an object. */
const answerShape = {
  name: "plain_review",
  schema: {
    type: "object",
    additionalProperties: false,
    required: ["defects"],
    properties: {
      defects: {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["file", "line", "cwe", "sentence"],
          properties: {
            file: { type: "string" },
            line: { type: "integer" },
            cwe: { type: "string" },
            sentence: { type: "string" },
          },
        },
      },
    },
  },
};

/** The whole diff in one question. */
export function composePlainPrompt(diff: string, countTokens: CountTokens): Prompt {
  return {
    id: "plain",
    version: "1.0.0",
    unit: "whole",
    system: question,
    user: diff,
    answer: answerShape,
    tokens: countTokens(question) + countTokens(diff),
    maxOutputTokens: 4_096,
  };
}

/** Reads arrays, single objects, and objects that hold an array, with or without prose and fences around them. */
export function parsePlainAnswer(text: string): PlainReading {
  const { values } = findJsonValues(text);
  const defects = values.flatMap(listItems).flatMap(readDefect);
  if (defects.length > 0) return defects;
  const isEmpty = /^\s*(?:```\w*\s*)?\[\s*\]/.test(text) || /"defects"\s*:\s*\[\s*\]/.test(text);
  const saysNone = values.length === 0 && /\b(?:none|no (?:security )?defects?)\b/i.test(text);
  return isEmpty || saysNone ? [] : null;
}

function listItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(listItems);
  if (typeof value !== "object" || value === null) return [];
  const arrays = Object.values(value).filter((member) => Array.isArray(member));
  return arrays.length > 0 && fieldOf(value, fileNames) === undefined ? arrays.flat() : [value];
}

const fileNames = ["file", "path", "filename", "file_path"];
const lineNames = ["line", "lines", "line_number", "lineNumber", "start_line"];
const cweNames = ["cwe", "CWE", "cwe_id", "cweId"];
const sentenceNames = ["sentence", "description", "explanation", "message", "title"];

function fieldOf(value: object, names: readonly string[]): unknown {
  return names.map((name) => Reflect.get(value, name)).find((field) => field !== undefined);
}

function readDefect(value: unknown): readonly PlainDefect[] {
  if (typeof value !== "object" || value === null) return [];
  const file = fieldOf(value, fileNames);
  if (typeof file !== "string") return [];
  const [startLine = 0, endLine = startLine] = readNumbers(fieldOf(value, lineNames));
  const [cwe] = readNumbers(fieldOf(value, cweNames));
  return [
    {
      path: file,
      startLine,
      endLine: Math.max(startLine, endLine),
      cwe: cwe === undefined ? null : `CWE-${cwe}`,
      sentence: String(fieldOf(value, sentenceNames) ?? ""),
    },
  ];
}

/** `12`, `"12-15"`, `[12, 15]`, `"CWE-89: SQL injection"`. */
function readNumbers(value: unknown): readonly number[] {
  return [...String(value ?? "").matchAll(/\d{1,7}/g)].map(([digits]) => Number(digits));
}
