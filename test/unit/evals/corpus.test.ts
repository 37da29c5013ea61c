import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import type { Language } from "../../../src/domain/syntax.ts";

const folder = fileURLToPath(new URL("../../evals/cases/", import.meta.url));

/** The folders that the evaluation reports by; the last four are smaller. */
const mainLanguages = ["javascript", "typescript", "python", "go", "java", "ruby", "php", "c"];
const Folder = z.enum([...mainLanguages, "rust", "csharp", "yaml", "json"]);

const kinds = [
  "access-control",
  "cookie",
  "cors",
  "crash",
  "csrf",
  "deserialisation",
  "double-spend",
  "format-string",
  "idor",
  "injection",
  "integer-overflow",
  "iv-reuse",
  "jwt",
  "lock-file",
  "mass-assignment",
  "open-redirect",
  "out-of-bounds",
  "permissions",
  "prototype-pollution",
  "race",
  "rate-limit",
  "redos",
  "resource-leak",
  "secret-logged",
  "ssrf",
  "temp-file",
  "tenant",
  "timing",
  "tls",
  "traversal",
  "unbounded-allocation",
  "upload",
  "use-after-free",
  "validation",
  "weak-crypto",
  "webhook",
  "workflow",
  "xss",
  "xxe",
  "zip-slip",
] as const;

/** Texts of a version by path. */
const Files = z.record(z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/), z.string().endsWith("\n"));
const Weak = z.strictObject({ path: z.string(), text: z.string().regex(/\S/) });
const Cwe = z.string().regex(/^CWE-\d+$/);
const head = {
  id: z.string().regex(/^[a-z]+(-[a-z]+)+-\d+$/),
  language: Folder,
  description: z.string().min(40).endsWith("."),
  /** Where the change makes sense in one form only. */
  form: z.enum(["first", "as-new"]).optional(),
  before: Files.optional(),
};
const Pair = z.strictObject({
  ...head,
  cwe: z.union([Cwe, z.array(Cwe).min(2)]),
  kind: z.enum(kinds),
  vulnerable: Files,
  fixed: Files,
  weak: z.array(Weak).min(1),
});
const Clean = z.strictObject({ ...head, kind: z.literal("clean"), clean: Files });
type Files = z.infer<typeof Files>;
type Pair = z.infer<typeof Pair>;
type Clean = z.infer<typeof Clean>;

const syntaxes: Readonly<Record<string, Language>> = {
  ".c": "c",
  ".cs": "csharp",
  ".go": "go",
  ".h": "c",
  ".java": "java",
  ".js": "javascript",
  ".mjs": "javascript",
  ".php": "php",
  ".py": "python",
  ".rb": "ruby",
  ".rs": "rust",
  ".ts": "typescript",
};

const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".json"),
);
const loaded = paths.map((path) => ({
  path: path.replaceAll("\\", "/"),
  value: z.union([Pair, Clean]).safeParse(JSON.parse(readFileSync(join(folder, path), "utf8"))),
}));
const cases = loaded.flatMap(({ value }) => (value.success ? [value.data] : []));
const pairs = cases.filter((one): one is Pair => one.kind !== "clean");
const cleans = cases.filter((one): one is Clean => one.kind === "clean");

const linesOf = (files: Files | undefined, path: string) => (files?.[path] ?? "").split("\n");
const count = (lines: readonly string[], text: string) => lines.filter((line) => line === text).length;
const idsOf = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);

function versionsOf(one: Pair | Clean): readonly Files[] {
  const after = one.kind === "clean" ? [one.clean] : [one.vulnerable, one.fixed];
  return one.before === undefined ? after : [one.before, ...after];
}

const texts = cases.flatMap((one) =>
  versionsOf(one).flatMap((files) =>
    Object.entries(files).map(([path, text]) => ({ id: one.id, path, text })),
  ),
);

/** Lines of one version of a file that the other does not have. */
function extraLines(files: Files, other: Files): readonly string[] {
  return Object.keys(files).flatMap((path) => {
    const known = new Set(linesOf(other, path));
    return linesOf(files, path).filter((line) => line.trim() !== "" && !known.has(line));
  });
}

describe("every case of the corpus", () => {
  it("has the fields of its kind", () => {
    const broken = loaded.filter(({ value }) => !value.success);

    expect(broken.map(({ path, value }) => `${path}: ${value.error?.message}`)).toEqual([]);
    expect(cases.length).toBe(paths.length);
  });

  it("lies in the folder of its language under its own name", () => {
    const expected = cases.map(({ language, id }) => `${language}/${id}.json`);

    expect(loaded.map(({ path }) => path).toSorted()).toEqual(expected.toSorted());
    expect(idsOf(cases.filter(({ id, language }) => !id.startsWith(`${language}-`)))).toEqual([]);
    expect(new Set(paths.map((path) => basename(path))).size).toBe(paths.length);
  });

  it("shows a module of a real size", () => {
    const sizes = cases.map((one) => ({
      id: one.id,
      lines: versionsOf(one)
        .slice(one.before === undefined ? 0 : 1)
        .map((files) => Math.max(...Object.values(files).map((text) => text.split("\n").length - 1))),
    }));

    expect(sizes.filter(({ lines }) => lines.some((size) => size < 25 || size > 120))).toEqual([]);
  });

  it("does not tell the answer", () => {
    const telling =
      /\b(?:vulnerab\w*|(?:un)?safe(?:ly)?|insecure|exploit\w*|attack\w*|malicious|CWE-\d+|FIXME|TODO|XXX)\b/i;
    const found = texts.flatMap(({ id, path, text }) => {
      const match = telling.exec(`${path}\n${text}`);
      return match === null ? [] : [`${id} ${path}: ${match[0]}`];
    });

    expect(found).toEqual([]);
  });

  it("holds nothing that looks like a secret", async () => {
    const scanner = createSecretScanner();
    const found = await Promise.all(
      texts.map(async ({ id, path, text }) => ((await scanner.scan(text, path)).length > 0 ? [id] : [])),
    );

    expect(found.flat()).toEqual([]);
  });

  it("parses without errors in every version", async () => {
    const syntax = createSyntax();
    const broken: string[] = [];
    for (const { id, path, text } of texts) {
      const language = syntaxes[extname(path)];
      if (language === undefined) {
        expect(path).toMatch(/\.(?:json|yml)$/);
        continue;
      }
      const facts = await syntax.inspect(text, language, { rules: [], detail: "names" });
      if (facts?.isWellFormed !== true) broken.push(`${id} ${path}`);
    }

    expect(broken).toEqual([]);
  });
});

describe("every pair", () => {
  it("has the same files on both sides, and all that were there before", () => {
    const uneven = pairs.filter(({ before, vulnerable, fixed }) => {
      const after = Object.keys(vulnerable).toSorted().join();
      return (
        after !== Object.keys(fixed).toSorted().join() ||
        Object.keys(before ?? {}).some((path) => vulnerable[path] === undefined)
      );
    });

    expect(idsOf(uneven)).toEqual([]);
  });

  it("differs by a few lines, and both sides differ from what was before", () => {
    const differences = pairs.map(({ id, before, vulnerable, fixed }) => ({
      id,
      isSame: Object.keys(fixed).every((path) => vulnerable[path] === fixed[path]),
      lines: extraLines(vulnerable, fixed).length + extraLines(fixed, vulnerable).length,
      isNew:
        before === undefined ||
        (extraLines(vulnerable, before).length > 0 && extraLines(fixed, before).length > 0),
    }));

    expect(differences.filter(({ isSame, lines, isNew }) => isSame || lines > 30 || !isNew)).toEqual([]);
  });

  it("names weak lines that stand exactly once in the vulnerable version, or else in the fixed one", () => {
    const missing = pairs.flatMap(({ id, vulnerable, fixed, weak }) =>
      weak
        .filter(({ path, text }) => {
          const times = count(linesOf(vulnerable, path), text);
          return times > 1 || (times === 0 && count(linesOf(fixed, path), text) !== 1);
        })
        .map(({ path, text }) => `${id} ${path}: ${text}`),
    );

    expect(missing).toEqual([]);
  });

  it("names a weak line that the change touches", () => {
    const untouched = pairs.filter(
      ({ before, vulnerable, fixed, weak }) =>
        !weak.some(({ path, text }) => {
          const isIn = (files: Files) => linesOf(files, path).includes(text);
          return before === undefined ? isIn(vulnerable) !== isIn(fixed) : isIn(vulnerable) && !isIn(before);
        }),
    );

    expect(idsOf(untouched)).toEqual([]);
  });
});

describe("the corpus", () => {
  it("has enough pairs and clean look-alikes in eight languages", () => {
    const countBy = (some: readonly (Pair | Clean)[]) =>
      mainLanguages.map((language) => some.filter((one) => one.language === language).length);

    expect(pairs.length).toBeGreaterThanOrEqual(64);
    expect(Math.min(...countBy(pairs))).toBeGreaterThanOrEqual(7);
    expect(cleans.length).toBeGreaterThanOrEqual(12);
    expect(Math.min(...countBy(cleans))).toBeGreaterThanOrEqual(1);
  });

  it("has every kind of defect", () => {
    expect([...new Set(pairs.map(({ kind }) => kind))].toSorted()).toEqual(kinds);
  });

  it.each([
    ["SQL", "CWE-89"],
    ["commands", "CWE-78"],
    ["templates", "CWE-1336"],
    ["LDAP", "CWE-90"],
    ["headers", "CWE-93"],
    ["document queries", "CWE-943"],
  ])("has an injection into %s", (_what, cwe) => {
    expect(pairs.filter((one) => one.kind === "injection" && one.cwe === cwe)).not.toEqual([]);
  });

  it("has about as many changes of code as new code", () => {
    const share = pairs.filter(({ before }) => before === undefined).length / pairs.length;

    expect(share).toBeGreaterThanOrEqual(0.4);
    expect(share).toBeLessThanOrEqual(0.6);
  });

  it("has pairs of which a part lies in a file that the change leaves as it is", () => {
    const crossing = pairs.filter(({ before, vulnerable, fixed }) => {
      const code = Object.keys(vulnerable).filter((path) => syntaxes[extname(path)] !== undefined);
      return code.some((path) => vulnerable[path] === (before ?? fixed)[path]);
    });

    expect(crossing.length).toBeGreaterThanOrEqual(10);
  });
});
