import type { ChangeSet } from "../../src/domain/change-set.ts";
import { RepoPath } from "../../src/domain/change-set.ts";
import type { Claim } from "../../src/domain/finding.ts";
import type { Lead } from "../../src/domain/syntax.ts";
import type { ReviewUnit } from "../../src/domain/unit.ts";

/** A unit with one hunk for each label such as `2.0`, and a lead for each rule, numbered from 1. */
export function unitOf(labels: readonly string[], rules: readonly string[] = []): ReviewUnit {
  return {
    id: "u1",
    view: "sliced",
    hunks: labels.map((label) => {
      const [file, hunk] = label.split(".").map(Number);
      const path = RepoPath.parse(`src/file${file}.py`);
      return { ref: { file: file ?? 0, hunk: hunk ?? 0 }, label, path, scope: null, lines: [] };
    }),
    leads: rules.map((rule, index) => ({ number: index + 1, lead: leadOf(rule) })),
    tokens: 10,
  };
}

/** A unit with every hunk of a change. */
export function unitOfChange(change: ChangeSet): ReviewUnit {
  return unitOf(change.files.flatMap((file, index) => file.hunks.map((hunk) => `${index}.${hunk.index}`)));
}

function leadOf(rule: string): Lead {
  return {
    rule,
    title: "A call that deserves a look",
    cwe: "CWE-78",
    severity: "high",
    question: "Who controls the argument?",
    file: 0,
    path: RepoPath.parse("src/file0.py"),
    side: "RIGHT",
    startLine: 1,
    endLine: 1,
  };
}

/** A defect claimed in file 0 on the right side; every field can be replaced. */
export function claimOf(changes: Partial<Claim>): Claim {
  return {
    kind: "defect",
    file: 0,
    side: "RIGHT",
    lines: [],
    quote: null,
    symbols: [],
    title: "A defect",
    cwe: null,
    category: null,
    severity: null,
    explanation: "",
    attack: null,
    fix: null,
    rule: null,
    unit: "u1",
    ...changes,
  };
}
