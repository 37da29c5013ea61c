import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { RepoPath } from "../../src/domain/change-set.ts";
import { detectLanguage } from "../../src/review/select/detect-language.ts";
import { composeDiff, type FileTexts } from "./compose-diff.ts";
import type { CaseInput, EvalCase, Form } from "./eval-case.ts";

const Cwe = z.string().regex(/^CWE-\d+$/);
const Cwes = z.union([Cwe.transform((cwe) => [cwe]), z.array(Cwe).min(1)]);

/** A published vulnerability: one line of a JSON Lines file. Facts of its advisory are left out. */
const PublishedCase = z.object({
  id: z.string().min(1),
  cwe: Cwes,
  introduce: z.string().min(1),
  fix: z.string().min(1),
  introduceAsNew: z.string().min(1),
  fixAsNew: z.string().min(1),
  weak: z.array(z.object({ path: z.string().min(1), lines: z.array(z.string()) })),
});

const Files = z
  .record(z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/, "a path inside the case"), z.string())
  .transform((files): FileTexts => new Map(Object.entries(files)));
const facts = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  language: z.string().min(1),
  kind: z.string().min(1),
  description: z.string().min(1),
  form: z.enum(["first", "as-new", "both"]).default("both"),
  before: Files.optional(),
};

/** A case of our own: whole files, from which the diffs are made. */
const OwnPair = z.strictObject({
  ...facts,
  cwe: Cwes,
  vulnerable: Files,
  fixed: Files,
  weak: z.array(z.strictObject({ path: z.string().min(1), text: z.string().min(1) })).min(1),
});
const OwnCleanCase = z.strictObject({ ...facts, cwe: Cwes.nullish(), clean: Files });
const OwnCase = z.union([OwnPair, OwnCleanCase]);
type OwnCase = z.infer<typeof OwnCase>;

/**
 * All cases of files (`.jsonl`, `.json`) and of folders, whose files are taken in the order of their names. Throws
 * with the file and what is wrong in it; an id that occurs twice is a mistake.
 */
export function loadCases(paths: readonly string[]): readonly EvalCase[] {
  const cases = paths.flatMap(listCaseFiles).flatMap(loadFile);
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id)) throw new Error(`the case ${id} occurs twice`);
    ids.add(id);
  }
  return cases;
}

function listCaseFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function loadFile(file: string): readonly EvalCase[] {
  const text = readFileSync(file, "utf8");
  const isOneLineEach = file.endsWith(".jsonl");
  const texts = isOneLineEach ? text.split("\n").filter((line) => line.trim() !== "") : [text];
  return texts.map((one, index) => {
    const place = isOneLineEach ? `${file}, line ${index + 1}` : file;
    return parseCase(one, place);
  });
}

function parseCase(text: string, place: string): EvalCase {
  const json = parseJson(text, place);
  const isPublished = typeof json === "object" && json !== null && "introduce" in json;
  if (isPublished) return fromPublished(check(PublishedCase, json, place));
  const isClean = typeof json === "object" && json !== null && "clean" in json;
  const own = check<OwnCase>(isClean ? OwnCleanCase : OwnPair, json, place);
  if (basename(place) !== `${own.id}.json` && !place.includes(".jsonl"))
    throw new Error(`${place}: the id is ${own.id}, so the file has to be named ${own.id}.json`);
  return fromOwn(own, place);
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${place}: not JSON`);
  }
}

function check<Value>(shape: z.ZodType<Value>, json: unknown, place: string): Value {
  const result = shape.safeParse(json);
  if (!result.success) throw new Error(`${place}:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function fromPublished(published: z.infer<typeof PublishedCase>): EvalCase {
  const { id, cwe, weak } = published;
  const input = (form: Form, side: "introduce" | "fix", diff: string): CaseInput => ({
    form,
    side,
    diff,
    files: null,
  });
  return {
    id,
    language: languageOf(weak.map(({ path }) => path)),
    cwes: cwe,
    kind: "published",
    weak,
    inputs: [
      input("first", "introduce", published.introduce),
      input("first", "fix", published.fix),
      input("as-new", "introduce", published.introduceAsNew),
      input("as-new", "fix", published.fixAsNew),
    ],
  };
}

/** The language of most of the files; `text` where none has one. */
function languageOf(paths: readonly string[]): string {
  const languages = paths
    .map((path) => detectLanguage(RepoPath.parse(path)))
    .filter((language) => language !== null);
  const counts = Map.groupBy(languages, (language) => language);
  const [most] = [...counts].toSorted(([, one], [, other]) => other.length - one.length);
  return most?.[0] ?? "text";
}

function fromOwn(own: OwnCase, place: string): EvalCase {
  const forms: readonly Form[] = own.form === "both" ? ["first", "as-new"] : [own.form];
  const input = (form: Form, side: CaseInput["side"], before: FileTexts, after: FileTexts): CaseInput => {
    const start = form === "as-new" ? new Map<string, string>() : before;
    const diff = composeDiff(start, after);
    if (diff === "") throw new Error(`${place}: ${side} changes nothing`);
    return { form, side, diff, files: { before: start, after } };
  };
  const { id, language, kind } = own;
  const shared = { id, language, kind, cwes: own.cwe ?? [] };
  if ("clean" in own) {
    const before = own.before ?? new Map<string, string>();
    const cleanForms = own.before === undefined ? (["as-new"] as const) : forms;
    return { ...shared, weak: [], inputs: cleanForms.map((form) => input(form, "clean", before, own.clean)) };
  }
  const { vulnerable, fixed, before } = own;
  return {
    ...shared,
    weak: own.weak.map(({ path, text }) => ({ path, lines: text.split("\n") })),
    inputs: forms.flatMap((form) => [
      input(form, "introduce", before ?? fixed, vulnerable),
      input(form, "fix", before ?? vulnerable, fixed),
    ]),
  };
}
