import { expect, it } from "vitest";
import type { RepoPath } from "../../../src/domain/change-set.ts";
import { detectLanguage } from "../../../src/review/select/detect-language.ts";

it.each([
  ["src/a.js", "javascript"],
  ["src/a.mjs", "javascript"],
  ["src/a.jsx", "javascript"],
  ["src/a.ts", "typescript"],
  ["src/a.d.ts", "typescript"],
  ["src/a.tsx", "tsx"],
  ["a.PY", "python"],
  ["cmd/main.go", "go"],
  ["A.java", "java"],
  ["Gemfile", "ruby"],
  ["lib/tasks/x.rake", "ruby"],
  ["index.phtml", "php"],
  ["a.c", "c"],
  ["a.h", "cpp"],
  ["a.cs", "csharp"],
  ["a.rs", "rust"],
  ["README.md", null],
  ["Makefile", null],
  ["go", null],
  ["folder.py/file", null],
  ["constructor", null],
  ["a.constructor", null],
])("the language of %s is %s", (path, language) => {
  expect(detectLanguage(path as RepoPath)).toBe(language);
});
