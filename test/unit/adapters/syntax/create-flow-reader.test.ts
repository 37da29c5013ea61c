import { describe, expect, it } from "vitest";
import { createFlowReader } from "../../../../src/adapters/syntax/create-flow-reader.ts";
import type { Language } from "../../../../src/domain/syntax.ts";
import type { HunkFocus } from "../../../../src/review/context/focus-hunk.ts";
import { indexFunctions } from "../../../../src/review/context/index-functions.ts";
import { listImports } from "../../../../src/review/context/list-imports.ts";
import { readWords } from "../../../../src/review/context/read-words.ts";
import { createSlicer } from "../../../../src/review/context/slice-values.ts";

const reader = createFlowReader();

/** One text a language. The line with SINK is the changed one; it uses `path` and calls `open_it`. */
const texts: Readonly<Record<Language, string>> = {
  javascript: `import fs from "./fs";
const { join: glue } = require("./glue");
const ROOT = "/srv/path";
const OTHER = 1;
function show(req, res) {
  // path = nothing
  const name = req.query.name;
  if (!isPlain(name)) return;
  const path = glue(ROOT, \`\${name}\`);
  const noise = OTHER;
  openIt(path); // SINK
}`,
  typescript: `import { openIt as it, type Other } from "../io";
const ROOT: string = "/srv";
class Page {
  private limit = 4;
  show(req: Request): void {
    const name = req.query.name as string;
    assertPlain(name);
    let path = ROOT + name;
    it(path, this.limit); // SINK
  }
}`,
  tsx: `import openIt from "@/io";
const ROOT = "/srv";
export const Page = ({ name }: Props) => {
  const path = ROOT + name;
  return <a onClick={() => openIt(path)}>SINK</a>;
};`,
  python: `from .io import open_it as it
import os.path
ROOT = "/srv"
class Page:
    def __init__(self, limit):
        self.limit = limit
    def show(self, request):
        name = request.GET["name"]
        if not is_plain(name):
            return None
        path = f"{ROOT}/{name}"
        return it(path, self.limit)  # SINK`,
  go: `package page
import (
	"os"
	store "example.org/shop/store"
)
const root = "/srv"
func Show(w http.ResponseWriter, r *http.Request) {
	name, err := r.FormValue("name"), error(nil)
	if err != nil || !plain(name) {
		return
	}
	path := root + name
	store.OpenIt(path) // SINK
}`,
  java: `package com.acme;
import com.acme.io.Files;
class Page {
  private final String root = "/srv";
  void show(Request request) {
    String name = request.getParameter("name");
    if (!Plain.is(name)) { return; }
    String path = root + name;
    Files.openIt(path); // SINK
  }
}`,
  ruby: `require_relative "io/files"
class Page
  ROOT = "/srv"
  def initialize(limit)
    @limit = limit
  end
  def show
    name = params[:name]
    return unless plain?(name)
    path = "#{ROOT}/#{name}"
    open_it(path, @limit) # SINK
  end
end`,
  php: `<?php
use App\\Io\\Files as F;
require_once __DIR__ . "/io.php";
const ROOT = "/srv";
function show($request) {
  $name = $request->get("name");
  if (!is_plain($name)) { return; }
  $path = ROOT . "/$name";
  F::open_it($path); // SINK
}`,
  c: `#include "io.h"
#include <stdio.h>
#define ROOT "/srv"
int show(struct request *request) {
  char *name = get(request, "name");
  if (!is_plain(name))
    return 1;
  char path[64];
  snprintf(path, sizeof path, ROOT "%s", name);
  path = join(ROOT, name);
  return open_it(path); // SINK
}`,
  cpp: `#include "io.hpp"
const std::string root = "/srv";
int show(const Request& request) {
  auto name = request.get("name");
  if (!is_plain(name)) return 1;
  std::string path = root + name;
  return open_it(path); // SINK
}`,
  csharp: `using Acme.Io;
using F = Acme.Io.Files;
class Page {
  private string root = "/srv";
  void Show(Request request) {
    var name = request.Query["name"];
    if (!Plain.Is(name)) { return; }
    var path = $"{root}/{name}";
    F.OpenIt(path); // SINK
  }
}`,
  rust: `use crate::io::{files as f, Other};
mod plain;
const ROOT: &str = "/srv";
fn show(request: &Request) -> Option<()> {
    let name = request.query("name");
    if !plain::is(&name) { return None; }
    let path = format!("{ROOT}/{name}");
    f::open_it(&path); // SINK
    None
}`,
};

async function sliceOf(language: Language) {
  const text = texts[language];
  const facts = await reader.readFlow(text, language);
  if (facts === null) throw new Error("not read");
  const line = text.split("\n").findIndex((one) => one.includes("SINK")) + 1;
  const focus: HunkFocus = { changed: [line], shown: new Set([line]), removed: [] };
  const imports = listImports(text.split("\n"), language);
  const slice = createSlicer(facts, indexFunctions(facts.scopes), imports)(focus);
  const place = ({ name, startLine, endLine }: { name: string; startLine: number; endLine: number }) =>
    `${name} ${startLine}${endLine === startLine ? "" : `-${endLine}`}`;
  return {
    near: slice.values.filter(({ hop }) => hop === 1).map(place),
    far: slice.values.filter(({ hop }) => hop === 2).map(place),
    guards: slice.guards.map(place),
    calls: slice.uses.flatMap(({ hop, isCalled, chain, text: name }) =>
      hop === 0 && isCalled ? [[...chain, name].join(".")] : [],
    ),
    imports: imports.map(({ name, module, imported }) => `${name} < ${module} ${imported}`),
  };
}

describe("the slice of a changed line", () => {
  it.each<[Language, Awaited<ReturnType<typeof sliceOf>>]>([
    [
      "javascript",
      {
        near: ["path 9"],
        far: ["glue 2", "ROOT 3", "name 7"],
        guards: ["name 8"],
        calls: ["openIt"],
        imports: ["fs < ./fs null", "glue < ./glue join"],
      },
    ],
    [
      "typescript",
      {
        near: ["path 8", "limit 4"],
        far: ["ROOT 2", "name 6"],
        guards: ["name 7"],
        calls: ["it"],
        imports: ["it < ../io openIt", "Other < ../io Other"],
      },
    ],
    [
      "tsx",
      {
        near: ["path 4"],
        far: ["ROOT 2", "name 3"],
        guards: [],
        calls: ["openIt"],
        imports: ["openIt < @/io null"],
      },
    ],
    [
      "python",
      {
        near: ["path 11", "limit 5", "limit 6"],
        far: ["ROOT 3", "name 8"],
        guards: ["name 9-10"],
        calls: ["it"],
        imports: ["it < .io open_it", "os < os.path null"],
      },
    ],
    [
      "go",
      {
        near: ["path 12"],
        far: ["root 6", "name 8"],
        guards: ["name 9-11"],
        calls: ["store.OpenIt"],
        imports: ["os < os null", "store < example.org/shop/store null"],
      },
    ],
    [
      "java",
      {
        near: ["path 8"],
        far: ["root 4", "name 6"],
        guards: ["name 7"],
        calls: ["Files.openIt"],
        imports: ["Files < com.acme.io.Files Files"],
      },
    ],
    [
      "ruby",
      {
        near: ["path 10", "limit 4", "limit 5"],
        far: ["ROOT 3", "name 8"],
        guards: ["name 9"],
        calls: ["open_it"],
        imports: ["null < ./io/files null"],
      },
    ],
    [
      "php",
      {
        near: ["path 8"],
        far: ["ROOT 4", "name 6"],
        guards: ["name 7"],
        calls: ["F.open_it"],
        imports: ["F < App\\Io\\Files Files", "null < ./io.php null"],
      },
    ],
    [
      "c",
      {
        near: ["path 10"],
        far: ["ROOT 3-4", "name 5"],
        guards: ["name 6-7"],
        calls: ["open_it"],
        imports: ["null < io.h null"],
      },
    ],
    [
      "cpp",
      {
        near: ["path 6"],
        far: ["root 2", "name 4"],
        guards: ["name 5"],
        calls: ["open_it"],
        imports: ["null < io.hpp null"],
      },
    ],
    [
      "csharp",
      {
        near: ["path 8"],
        far: ["root 4", "name 6"],
        guards: ["name 7"],
        calls: ["F.OpenIt"],
        imports: ["null < Acme.Io null", "F < Acme.Io.Files Files"],
      },
    ],
    [
      "rust",
      {
        near: ["path 7"],
        far: ["ROOT 3", "name 5"],
        guards: ["name 6"],
        calls: ["f.open_it"],
        imports: ["f < crate::io files", "Other < crate::io Other", "plain < self::plain null"],
      },
    ],
  ])("follows values, guards and imports in %s", async (language, expected) => {
    expect(await sliceOf(language)).toEqual(expected);
  });

  it("does not read comments and strings, but what stands in their interpolations", async () => {
    const facts = await reader.readFlow('a = 1 # b\nc = f"d {e} f"\n"""g\nh"""\n', "python");
    const words = facts?.code.map((line) => readWords(line).map(({ text }) => text));
    expect(words).toEqual([["a"], ["c", "f", "e"], [], [], []]);
  });

  it("takes hostile texts in linear time", async () => {
    const hostile: readonly [Language, string][] = [
      ["javascript", "(".repeat(50_000)],
      ["typescript", `const a = ${"{b:".repeat(20_000)}`],
      ["python", "a = b = ".repeat(20_000)],
      ["rust", `use a::${"{b::".repeat(5_000)};`],
      ["ruby", `require ${'"'.repeat(50_000)}`],
      ["php", `use ${"a\\".repeat(50_000)};`],
    ];
    const start = performance.now();
    for (const [language, text] of hostile) {
      await reader.readFlow(text, language);
      listImports(text.split("\n"), language);
    }
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(await reader.readFlow("a".repeat(600_000), "go")).toBeNull();
  });
});
