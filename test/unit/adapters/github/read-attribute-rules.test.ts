import { expect, test } from "vitest";
import { readAttributeRules } from "../../../../src/adapters/github/read-attribute-rules.ts";

const generated = "linguist-generated";

test.each<{
  readonly pattern: string;
  readonly matches: readonly string[];
  readonly others: readonly string[];
}>([
  { pattern: "*.lock", matches: ["a.lock", "x/y/a.lock"], others: ["a.lock.ts", "lock"] },
  { pattern: "*", matches: ["a", "a/b"], others: [] },
  { pattern: "go.sum", matches: ["go.sum", "x/go.sum"], others: ["go.sums", "xgo.sum"] },
  { pattern: "/go.sum", matches: ["go.sum"], others: ["x/go.sum"] },
  { pattern: "gen/**", matches: ["gen/a", "gen/a/b"], others: ["gen", "x/gen/a"] },
  { pattern: "gen/*.ts", matches: ["gen/a.ts"], others: ["gen/x/a.ts", "a.ts"] },
  { pattern: "gen/**/*.ts", matches: ["gen/a.ts", "gen/x/y/a.ts"], others: ["gen/a.js", "x/gen/a.ts"] },
  { pattern: "**/gen/*", matches: ["gen/a", "x/y/gen/a"], others: ["gen/a/b"] },
  { pattern: "*.pb.*", matches: ["a.pb.go", "x/a.b.pb.ts"], others: ["a.pb", "pb.go"] },
  { pattern: "a*b*c", matches: ["abc", "axbyc", "abbcc"], others: ["acb", "ab"] },
  { pattern: "gen/", matches: [], others: ["gen/a", "gen"] },
  { pattern: "a?.ts", matches: [], others: ["ab.ts", "a?.ts"] },
  { pattern: "a[bc].ts", matches: [], others: ["ab.ts"] },
  { pattern: "!a.ts", matches: [], others: ["a.ts"] },
  { pattern: '"a.ts"', matches: [], others: ["a.ts"] },
])("$pattern reaches what git says it reaches, or nothing", ({ pattern, matches, others }) => {
  const found = readAttributeRules(`${pattern} ${generated}\n`, [...matches, ...others]);
  expect([...found].filter(([, values]) => values.size > 0).map(([path]) => path)).toEqual(matches);
});

test.each<{ readonly words: string; readonly expected: Record<string, string> }>([
  { words: generated, expected: { [generated]: "set" } },
  { words: `-${generated}`, expected: { [generated]: "unset" } },
  { words: `${generated}=true`, expected: { [generated]: "true" } },
  { words: `${generated}=false`, expected: { [generated]: "false" } },
  {
    words: `text eol=lf linguist-vendored\t${generated}`,
    expected: { "linguist-vendored": "set", [generated]: "set" },
  },
  { words: `${generated}\na -${generated}`, expected: { [generated]: "unset" } },
  { words: `${generated}\na !${generated}`, expected: {} },
  { words: "text", expected: {} },
])("the attributes $words", ({ words, expected }) => {
  const text = `# comment\r\n\n[attr]generated ${generated}\na ${words}\r\n`;
  expect(Object.fromEntries(readAttributeRules(text, ["a"]).get("a") ?? [])).toEqual(expected);
});

test("hostile patterns end", () => {
  const pattern = `${"*a".repeat(200)}/${"**/".repeat(30)}x ${generated}\n`;
  const path = `${"a".repeat(3_000)}/${"b/".repeat(500)}y`;
  expect(readAttributeRules(pattern.repeat(200), [path]).get(path)).toEqual(new Map());
});
