import fc from "fast-check";

/** One entry of a tree. For a submodule the content is the name of a commit. */
export interface Entry {
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly content: string;
}

export type Tree = ReadonlyMap<string, Entry>;

export interface TreePair {
  readonly base: Tree;
  readonly head: Tree;
}

const name = fc.oneof(
  fc.constantFrom(
    ...'a b c|x|a b| b|x |--- a|+++ b|@@ -1 +1 @@|diff --git a|dev|null|é|日本語|\u{1f600}|tab\there|new\nline|quote"d'.split(
      "|",
    ),
    ..."back\\slash|carriage\r|\u2028|\u0001|b/x|a/x|a/b/a|old/x|b|.hidden|-dash| => |{a => b}|trailing.|\u007f|e\u0301".split(
      "|",
    ),
  ),
  fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
);

function isUsableName(path: string): boolean {
  return (
    path.isWellFormed() &&
    !path.includes("\0") &&
    path
      .split("/")
      .every((part) => part !== "" && part !== "." && part !== ".." && !/^(?:\.git|git~)/i.test(part))
  );
}

const path = fc
  .tuple(name, fc.option(name, { nil: null }))
  .map(([first, second]) => (second === null ? first : `${first}/${second}`))
  .filter(isUsableName);

const line = fc.oneof(
  { weight: 120, arbitrary: fc.constantFrom("one", "two", "three", "return x;", "}", "  indented", "") },
  {
    weight: 60,
    arbitrary: fc.constantFrom(
      "--- a/x",
      "+++ b/x",
      "@@ -1 +1 @@",
      "@@@ -1 -1 +1 @@@",
      "diff --git a/x b/x",
      "\\ No newline at end of file",
      "-- ",
      "- a",
      "+ b",
      " ",
      "\r",
      "crlf\r",
      "lone\rreturn",
      "\u2028separated\u2029",
      "\u0085\u000b\u000c",
      "\uFEFFmark",
      "Binary files a/x and b/x differ",
      "Subproject commit 0123",
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "binary", maxLength: 12 })
      .map((text) => text.toWellFormed().replaceAll("\n", "")),
  },
  { weight: 1, arbitrary: fc.constant("nul\0nul") },
);

const content = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, isClosed]) => lines.join("\n") + (isClosed && lines.length > 0 ? "\n" : ""));

const mode = fc.constantFrom<Entry["mode"]>("100644", "100644", "100644", "100755", "120000", "160000");

function toEntry([kind, text, hex]: [Entry["mode"], string, string]): Entry {
  if (kind === "160000") return { mode: kind, content: hex };
  if (kind === "120000") return { mode: kind, content: text.replaceAll("\0", "") || "target" };
  return { mode: kind, content: text };
}

const commitName = fc
  .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 40, maxLength: 40 })
  .filter((hex) => !/^0+$/.test(hex));
const entry = fc.tuple(mode, content, commitName).map(toEntry);

const edit = fc.tuple(fc.nat(), fc.constantFrom("insert", "remove", "replace"), line);

function editText(text: string, edits: readonly [number, string, string][]): string {
  const lines = text.split("\n");
  for (const [at, kind, added] of edits) {
    const index = at % (lines.length + 1);
    lines.splice(index, kind === "insert" ? 0 : 1, ...(kind === "remove" ? [] : [added]));
  }
  return lines.join("\n");
}

const fate = fc.oneof(
  fc.record({ kind: fc.constant("keep" as const) }),
  fc.record({ kind: fc.constant("delete" as const) }),
  fc.record({ kind: fc.constant("replace" as const), entry }),
  fc.record({ kind: fc.constant("executable" as const) }),
  fc.record({ kind: fc.constant("edit" as const), edits: fc.array(edit, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant("move" as const), path, edits: fc.array(edit, { maxLength: 2 }) }),
);

type Fate = typeof fate extends fc.Arbitrary<infer Value> ? Value : never;

/** Leaves out entries whose path is a directory of another entry. */
function plant(entries: readonly (readonly [string, Entry])[]): Tree {
  const tree = new Map<string, Entry>();
  for (const [at, planted] of entries) {
    const clashes = [...tree.keys()].some(
      (other) => other.startsWith(`${at}/`) || at.startsWith(`${other}/`),
    );
    if (!clashes) tree.set(at, planted);
  }
  return tree;
}

function edited(before: Entry, edits: readonly [number, string, string][]): Entry {
  if (before.mode === "160000") return before;
  return toEntry([before.mode, editText(before.content, edits), ""]);
}

function meet(at: string, before: Entry, met: Fate): (readonly [string, Entry])[] {
  switch (met.kind) {
    case "keep":
      return [[at, before]];
    case "delete":
      return [];
    case "replace":
      return [[at, met.entry]];
    case "executable":
      return [[at, before.mode === "100644" ? { ...before, mode: "100755" } : before]];
    case "edit":
      return [[at, edited(before, met.edits)]];
    case "move":
      return [[met.path, edited(before, met.edits)]];
  }
}

/** Two trees, the second made out of the first: kept, deleted, edited, moved and new files with awkward names. */
export const treePair: fc.Arbitrary<TreePair> = fc
  .record({
    files: fc.array(fc.tuple(path, entry, fate), { maxLength: 4 }),
    added: fc.array(fc.tuple(path, entry), { maxLength: 2 }),
  })
  .map(({ files, added }) => {
    const base = plant(files.map(([at, before]) => [at, before]));
    const fates = new Map(files.map(([at, , met]) => [at, met]));
    const kept = [...base].flatMap(([at, before]) => meet(at, before, fates.get(at) ?? { kind: "keep" }));
    return { base, head: plant([...kept, ...added]) };
  });
