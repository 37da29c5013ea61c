import { describe, expect, it } from "vitest";
import type { SecretScanner } from "../../src/pipeline/ports.ts";
import { CLAIM_LIMITS } from "../../src/review/answer/claims-from-answer.ts";
import { renderJson } from "../../src/review/render/render-json.ts";
import { renderMarkdown } from "../../src/review/render/render-markdown.ts";
import { renderSarif } from "../../src/review/render/render-sarif.ts";
import { renderTerminal } from "../../src/review/render/render-terminal.ts";
import { answeredDefect } from "../app/answers.ts";
import { madeUp, madeUpPem } from "../unit/checks/made-up-secrets.ts";
import { tellFigure } from "./attack-figures.ts";
import { composeCode } from "./output-corpus.ts";
import { type Outputs, renderOutputs } from "./render-outputs.ts";

/** Secrets that the change holds and the model was never shown. */
const canaries: Readonly<Record<string, string>> = {
  token: `ghp_${madeUp(36, 51)}`,
  password: `Zq7!${madeUp(14, 52)}+/?`,
  "short password": `k3${madeUp(7, 53)}!`,
  "line of a key": madeUpPem("RSA ", 54).split("\n")[1]!,
};

const spread = (text: string, between: string) => [...text].join(between);
const chunks = (text: string, length: number, between: string) =>
  (text.match(new RegExp(`.{1,${length}}`, "g")) ?? []).join(between);
const codes = (text: string, write: (hexadecimal: string) => string) =>
  [...text].map((letter) => write(letter.charCodeAt(0).toString(16).padStart(2, "0"))).join("");
const encode = (text: string, encoding: BufferEncoding) => Buffer.from(text).toString(encoding);
const isLong = (secret: string) => secret.length > 12;
const reverse = (text: string) => [...text].toReversed().join("");

const disguises: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "in a word": (secret) => `x${secret}x`,
  backwards: reverse,
  "in capitals": (secret) => secret.toUpperCase(),
  "in small letters, backwards": (secret) => reverse(secret).toLowerCase(),
  "in base64": (secret) => encode(secret, "base64"),
  "in base64 for addresses": (secret) => encode(secret, "base64url"),
  "in base64 with more": (secret) => encode(`key=${secret};`, "base64"),
  "in base64 in lines": (secret) => chunks(encode(secret, "base64"), 8, "\n"),
  "in hexadecimal": (secret) => encode(secret, "hex"),
  "in hexadecimal pairs": (secret) => chunks(encode(secret, "hex").toUpperCase(), 2, ":"),
  "with spaces": (secret) => spread(secret, " "),
  "with dots": (secret) => spread(secret, "."),
  "with stars": (secret) => spread(secret, "**"),
  "with back-quotes": (secret) => spread(secret, "`"),
  "with zero-width spaces": (secret) => spread(secret, "\u200b"),
  "with soft hyphens": (secret) => spread(secret, "\u00ad"),
  "with tag characters": (secret) => spread(secret, "\u{e0041}"),
  "backwards with dashes": (secret) => spread(reverse(secret), " - "),
  "in pieces": (secret) => chunks(secret, 5, " + "),
  "in lines": (secret) => chunks(secret, 4, "\n"),
  "in character references": (secret) => codes(secret, (code) => `&#x${code};`),
  "in decimal references": (secret) => codes(secret, (code) => `&#${Number.parseInt(code, 16)};`),
  "in escapes": (secret) => codes(secret, (code) => `\\x${code}`),
  "in long escapes": (secret) => codes(secret, (code) => `\\u00${code}`),
  "in percents": (secret) => codes(secret, (code) => `%${code}`),
  "in wide letters": (secret) =>
    secret.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  // Of a short one, what is left says little.
  "without its beginning": (secret) =>
    isLong(secret) ? secret.slice(Math.floor(secret.length / 6)) : secret,
  "without its end": (secret) => (isLong(secret) ? secret.slice(0, -Math.floor(secret.length / 6)) : secret),
};

function holding(secret: string): SecretScanner {
  return {
    scan: async (text) =>
      text.split("\n").flatMap((line, index) => {
        const place = { startLine: index + 1, endLine: index + 1 };
        return line.includes(secret)
          ? [{ kind: "token", rule: "secret.token", value: secret, ...place }]
          : [];
      }),
  };
}

function sayEverywhere(text: string): Pick<Parameters<typeof renderOutputs>[0], "first" | "second"> {
  const defect = answeredDefect({
    quote: `return db.run("SELECT * FROM users WHERE name = '" + name + "'")`,
    title: text,
    explanation: `It is ${text}.`,
    attack: text,
    fix: `use(\n"${text}"\n)`,
    cwe: text,
  });
  const suggestion = { file: 0, side: "R", line: 3, quote: "# TODO escape the name", category: "todo" };
  return {
    first: JSON.stringify({
      reviewed: ["0.0"],
      defects: [defect],
      suggestions: [{ ...suggestion, title: `A TODO is left: ${text}`, explanation: text }],
    }),
    second: {
      path: text,
      attack: `a ${text}`,
      fix: { from: 4, to: 4, lines: [`    note = r"""`, ...text.split("\n"), `    """`] },
    },
  };
}

const review = (secret: string, said: ReturnType<typeof sayEverywhere>) =>
  renderOutputs({
    path: "src/find.py",
    code: composeCode(`    token = "${secret}"`),
    scanner: holding(secret),
    ...said,
  });

/** Everything that leaves: to GitHub, to the terminal, to files. */
function listOutputs({ trace: { result }, draft, markdown }: Outputs): readonly string[] {
  return [
    ...markdown.map(({ text }) => text),
    JSON.stringify(draft),
    renderMarkdown(result),
    renderTerminal(result, { color: false, width: 100, failOn: "high" }),
    renderJson(result),
    renderSarif(result, []),
  ];
}

/** What a patient reader makes of a text: escapes resolved, nothing but letters and digits, in small letters. */
function readPatiently(text: string): string {
  const resolved = text
    .replaceAll(/\\+[xu](?:\{([0-9a-f]+)\}|00([0-9a-f]{2})|([0-9a-f]{2}))/gi, (_, ...groups: string[]) =>
      String.fromCodePoint(Number.parseInt(groups.slice(0, 3).join(""), 16)),
    )
    .replaceAll(/&(?:amp;)?#(?:x([0-9a-f]+)|(\d+));/gi, (_, hexadecimal: string, decimal: string) =>
      String.fromCodePoint(hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)),
    )
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return resolved
    .normalize("NFKC")
    .replaceAll(/[^a-z0-9]/gi, "")
    .toLowerCase();
}

/** Any part of a form that is long enough to be of use. */
function findLeaks(secret: string, output: string): readonly string[] {
  const read = readPatiently(output);
  const shifted = [0, 1, 2].map((shift) =>
    encode("\0".repeat(shift) + secret, "base64").slice(shift === 0 ? 0 : 4, -4),
  );
  const forms = [secret, reverse(secret), encode(secret, "hex"), ...shifted];
  return forms
    .map((form) => form.replaceAll(/[^a-z0-9]/gi, "").toLowerCase())
    .flatMap((form) => {
      const length = Math.min(12, Math.max(8, Math.ceil(form.length * 0.7)));
      const parts = Array.from({ length: form.length - length + 1 }, (_, at) => form.slice(at, at + length));
      return parts.filter((part) => read.includes(part));
    });
}

describe.each(Object.entries(canaries))("a %s that a model knows", (_, secret) => {
  it.each(Object.entries(disguises))("reaches no output %s", async (_, disguise) => {
    const text = disguise(secret);
    expect(findLeaks(secret, text)).not.toEqual([]);
    const outputs = await review(secret, sayEverywhere(text));
    expect(outputs.draft.comments.some(({ body }) => body.includes("[masked]"))).toBe(true);
    expect(listOutputs(outputs).flatMap((output) => findLeaks(secret, output))).toEqual([]);
    expect(outputs.draft.comments.filter(({ body }) => body.includes("```suggestion"))).toEqual([]);
  });

  it("reaches no output where a text is cut within it", async () => {
    const cut = (limit: number) => `${"a ".repeat(limit)}`.slice(0, limit - secret.length + 2) + secret;
    const said = JSON.parse(sayEverywhere("x").first) as { defects: Record<string, unknown>[] };
    const { title, explanation, attack, fix } = CLAIM_LIMITS;
    Object.assign(said.defects[0]!, {
      title: cut(title),
      explanation: cut(explanation),
      attack: cut(attack),
      fix: cut(fix),
    });
    const outputs = await review(secret, { first: JSON.stringify(said), second: null });
    expect(listOutputs(outputs).flatMap((output) => findLeaks(secret, output))).toEqual([]);
  });
});

it("tells what was tried", () => {
  const forms = Object.keys(disguises).length;
  tellFigure({
    row: "B6",
    tried: `${Object.keys(canaries).length} canaries in ${forms} disguises, 7 fields, all outputs: none leaves`,
  });
});
