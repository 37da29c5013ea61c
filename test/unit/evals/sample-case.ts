import { composeDiff } from "../../evals/compose-diff.ts";
import type { CaseInput, EvalCase } from "../../evals/eval-case.ts";

const fixed = `import os

def read(folder, name):
    path = os.path.join(folder, name)
    if not is_inside(folder, path):
        raise ValueError(name)
    return open(path).read()

def count(items):
    return len(items)
`;
const vulnerable = fixed.replace("    if not is_inside(folder, path):\n        raise ValueError(name)\n", "");
const path = "store/files.py";

function input(
  form: CaseInput["form"],
  side: CaseInput["side"],
  before: string | null,
  after: string,
): CaseInput {
  const texts = {
    before: before === null ? new Map<string, string>() : new Map([[path, before]]),
    after: new Map([[path, after]]),
  };
  return { form, side, diff: composeDiff(texts.before, texts.after), files: texts };
}

/** A guard that is taken away: line 5 and 6 on the left, lines 4 and 5 on the right. */
export const sampleCase: EvalCase = {
  id: "sample",
  language: "python",
  cwes: ["CWE-22"],
  kind: "path traversal",
  weak: [{ path, lines: ["    return open(path).read()"] }],
  inputs: [
    input("first", "introduce", fixed, vulnerable),
    input("first", "fix", vulnerable, fixed),
    input("as-new", "introduce", null, vulnerable),
    input("as-new", "fix", null, fixed),
  ],
};
