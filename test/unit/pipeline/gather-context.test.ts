import { describe, expect, it } from "vitest";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import { createFlowReader } from "../../../src/adapters/syntax/create-flow-reader.ts";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import type { UnitHunk } from "../../../src/domain/unit.ts";
import { createFileCleaner } from "../../../src/pipeline/clean-file.ts";
import { gatherContext } from "../../../src/pipeline/gather-context.ts";
import { inspectChange } from "../../../src/pipeline/inspect-change.ts";
import type { Snapshot } from "../../../src/pipeline/ports-snapshot.ts";
import { buildUnitHunks } from "../../../src/review/units/build-unit-hunks.ts";
import { buildChange, type FileSpec, type Known } from "../../fakes/build-change.ts";
import { createMemorySnapshot } from "../../fakes/create-memory-snapshot.ts";

const syntax = createSyntax();
const flow = createFlowReader();
const scanner = createSecretScanner();

async function gather(
  specs: readonly FileSpec[],
  snapshot: Snapshot | null,
  known: Known = "whole",
): Promise<readonly UnitHunk[]> {
  const change = buildChange(specs, known);
  const facts = await inspectChange(change, { syntax, rules: [] }, [...change.files.keys()]);
  const clean = (text: string) => text.replaceAll("MASKME", "[[SECRET token #1]]");
  const hunks = change.files.flatMap((changed, file) => {
    const scopes = facts.find((one) => one.file === file && one.side === "RIGHT")?.facts.scopes ?? [];
    return buildUnitHunks({ file, changed, scopes, clean });
  });
  const cleanFile = createFileCleaner(scanner, clean);
  const countTokens = (text: string) => Math.ceil(text.length / 4);
  return gatherContext(hunks, { change, facts, flow, snapshot, clean, cleanFile, countTokens });
}

/** The context of the only hunk: the reason and the numbers of the lines of each file. */
async function outline(specs: readonly FileSpec[], snapshot: Snapshot | null, known?: Known) {
  const [hunk] = await gather(specs, snapshot, known);
  return (hunk?.context ?? []).map(
    ({ path, why, lines }) => `${path}: ${why}: ${lines.map(({ line }) => line).join(" ")}`,
  );
}

const filler = (count: number, text = "  next();") => Array.from({ length: count }, () => text).join("\n");

const page = (call: string) => `import { load, other as more } from "./store";
const LIMIT = 10;

export function show(request: Request) {
  const name = request.query.name;
  if (name.length > LIMIT) return null;
${filler(60)}
  ${call}
}

function clamp(value: number) {
  return Math.min(value, LIMIT);
}
`;

const store = `import { run } from "./run";

export function load(name: string) {
  return run("select " + name);
}

export const other = (id: number) => id;
`;
const run = "export function run(sql: string) {\n  return driver.query(sql);\n}\n";

const change: readonly FileSpec[] = [
  { path: "src/page.ts", base: page("next();"), head: page("return load(name, clamp(3));") },
];

describe("the context of a hunk", () => {
  it("is what defines and guards its values in the same file, without any snapshot", async () => {
    const [hunk] = await gather(change, null);
    expect(hunk?.context).toEqual([
      {
        path: "src/page.ts",
        why: "defines name, load; called clamp; guards name",
        lines: [
          { line: 1, text: 'import { load, other as more } from "./store";' },
          { line: 5, text: "  const name = request.query.name;" },
          { line: 6, text: "  if (name.length > LIMIT) return null;" },
          { line: 71, text: "  return Math.min(value, LIMIT);" },
          { line: 72, text: "}" },
        ],
        tokens: expect.any(Number),
      },
    ]);
  });

  it("reaches into imported files, two hops and no further", async () => {
    const files = { "src/store.ts": store, "src/run.ts": run, "src/driver.ts": "export const driver = 1;\n" };
    expect((await outline(change, createMemorySnapshot(files))).slice(1)).toEqual([
      "src/store.ts: called load: 3 4 5",
      "src/run.ts: called run: 1 2 3",
    ]);
  });

  it("follows what a module passes on", async () => {
    const files = { "src/store/index.ts": 'export * from "./users";\n', "src/store/users.ts": store };
    expect((await outline(change, createMemorySnapshot(files))).slice(1)).toEqual([
      "src/store/users.ts: called load: 3 4 5",
    ]);
  });

  it.each<readonly [string, string, string, Readonly<Record<string, string>>, string]>([
    [
      "web/views.py",
      "from .store import load\n\ndef show(request):\n    pass\n",
      "from .store import load\n\ndef show(request):\n    return load(request.name)\n",
      { "web/store.py": "def load(name):\n    return name\n" },
      "web/store.py: called load: 1 2",
    ],
    [
      "web/page.go",
      'package web\n\nimport "example.org/shop/store"\n\nfunc Show(r *Request) {\n}\n',
      'package web\n\nimport "example.org/shop/store"\n\nfunc Show(r *Request) {\n\tstore.Load(r.Name)\n}\n',
      {
        "store/users.go": "package store\n\nfunc Load(name string) {\n}\n",
        "mock/m.go": "package mock\n\nfunc Load() {\n}\n",
      },
      "store/users.go: called Load: 3 4",
    ],
    [
      "web/Page.java",
      "class Page {\n  void show(Request r) {\n  }\n}\n",
      "class Page {\n  void show(Request r) {\n    Store.load(r.name);\n  }\n}\n",
      { "web/Store.java": "class Store {\n  static void load(String name) {\n  }\n}\n" },
      "web/Store.java: called load: 2 3",
    ],
    [
      "app/controllers/page.rb",
      "class Page\n  def show\n  end\nend\n",
      "class Page\n  def show\n    UserStore.load(params[:name])\n  end\nend\n",
      { "app/models/user_store.rb": "class UserStore\n  def self.load(name)\n  end\nend\n" },
      "app/models/user_store.rb: called load: 2 3",
    ],
    [
      "web/page.php",
      "<?php\nrequire_once __DIR__ . '/store.php';\nfunction show($r) {\n}\n",
      "<?php\nrequire_once __DIR__ . '/store.php';\nfunction show($r) {\n  load_user($r->name);\n}\n",
      { "web/store.php": "<?php\nfunction load_user($name) {\n}\n" },
      "web/store.php: called load_user: 2 3",
    ],
    [
      "src/page.c",
      '#include "store.h"\nint show(char *name) {\n}\n',
      '#include "store.h"\nint show(char *name) {\n  return load(name);\n}\n',
      { "src/store.h": "int load(char *name);\n", "src/store.c": "int load(char *name) {\n  return 1;\n}\n" },
      "src/store.c: called load: 1 2 3",
    ],
    [
      "Web/Page.cs",
      "using Acme.Io;\nclass Page {\n  void Show(string name) {\n  }\n}\n",
      "using Acme.Io;\nclass Page {\n  void Show(string name) {\n    Store.Load(name);\n  }\n}\n",
      { "Io/Store.cs": "class Store {\n  public static void Load(string name) {\n  }\n}\n" },
      "Io/Store.cs: called Load: 2 3",
    ],
    [
      "src/page.rs",
      "use crate::store;\nfn show(name: &str) {\n}\n",
      "use crate::store;\nfn show(name: &str) {\n    store::load(name);\n}\n",
      { "src/store.rs": "pub fn load(name: &str) {\n}\n" },
      "src/store.rs: called load: 1 2",
    ],
    [
      "web/handler.go",
      "package web\n\nfunc Show(r *Request) {\n}\n",
      "package web\n\nfunc Show(r *Request) {\n\tloadUser(r.Name)\n}\n",
      { "web/users.go": "package web\n\nfunc loadUser(name string) {\n}\n" },
      "web/users.go: called loadUser: 3 4",
    ],
  ])("finds what %s calls", async (...[path, base, head, files, expected]) => {
    expect(await outline([{ path, base, head }], createMemorySnapshot(files))).toContain(expected);
  });

  it("takes no definition for the only one when there are several", async () => {
    const base = "package web\n\nfunc Show(r *Request) {\n}\n";
    const head = base.replace("{\n}", "{\n\tloadUser(r.Name)\n}");
    const other = "package web\n\nfunc loadUser(name string) {\n}\n";
    const files = { "a/users.go": other, "b/users.go": other };
    expect(await outline([{ path: "web/page.go", base, head }], createMemorySnapshot(files))).toEqual([]);
  });

  it("masks what other files hold", async () => {
    const literal = ["hunter", "7", "horse", "Battery"].join("");
    const secret = `export function load(name: string) {\n  const password = "${literal}";\n  return "MASKME";\n}\n`;
    const [hunk] = await gather(change, createMemorySnapshot({ "src/store.ts": secret }));
    expect(hunk?.context?.[1]?.lines.map(({ text }) => text)).toEqual([
      "export function load(name: string) {",
      '  const password = "[masked]";',
      '  return "[[SECRET token #1]]";',
      "}",
    ]);
  });

  it("of plain text is the last line above that gives a value", async () => {
    const text = (line: string) => `dir=/tmp\nroot=$1\n${filler(10, "echo")}\n${line}\n`;
    const specs = [{ path: "run.zsh", base: text("echo"), head: text('rm -rf "$root/x"') }];
    expect(await outline(specs, null)).toEqual(["run.zsh: defines root: 2"]);
  });

  it("of a removed check is what the check was", async () => {
    const text = (line: string) =>
      `function plain(name) {\n  return /^a$/.test(name);\n}\n${filler(5, "next();")}\nfunction show(name) {\n${line}  open(name);\n}\n`;
    const specs = [{ path: "a.js", base: text("  if (!plain(name)) return;\n"), head: text("") }];
    expect(await outline(specs, null)).toEqual(["a.js: called plain: 1 2 3"]);
  });

  it("is none where only a diff is known, and the same every time", async () => {
    expect(await outline(change, null, "diff")).toEqual([]);
    const files = createMemorySnapshot({ "src/store.ts": store, "src/run.ts": run });
    expect(await gather(change, files)).toEqual(await gather(change, files));
  });

  it("has at most 1,200 tokens", async () => {
    const names = Array.from({ length: 60 }, (_, at) => `value${at}`);
    const text = (line: string) =>
      `${names.map((name) => `const ${name} = "${"x".repeat(250)}";`).join("\n")}\n${filler(5, "next();")}\n${line}\n`;
    const specs = [{ path: "a.js", base: text(""), head: text(`open(${names.join(", ")});`) }];
    const [hunk] = await gather(specs, null);
    const [context] = hunk?.context ?? [];
    expect(context?.tokens).toBeGreaterThan(1_000);
    expect(context?.tokens).toBeLessThanOrEqual(1_200);
  });

  it("of a hostile file takes linear time", async () => {
    const many = Array.from(
      { length: 3_000 },
      (_, at) => `function f${at}(a) { if (a) { this.a = a; } return f${at + 1}(a); }`,
    );
    const head = many.map((line, at) => (at % 9 === 0 ? line.replace("(a)", "(a, b)") : line));
    const start = performance.now();
    await gather([{ path: "a.js", base: many.join("\n"), head: head.join("\n") }], null);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
