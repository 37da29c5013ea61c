import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is done with one command of a document. */
export type Judgement =
  /** Run by a shell in a folder that is thrown away; `assay` stands for the program. */
  | { readonly kind: "run"; readonly line: string }
  | { readonly kind: "not-run"; readonly reason: string }
  | { readonly kind: "setting"; readonly name: string; readonly value: string }
  /** Names something that is not there. */
  | { readonly kind: "wrong"; readonly problem: string }
  | { readonly kind: "unknown" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
).scripts;

const assayCommand =
  /(?:npm run (?:-s |--silent )?assay --|npx (?:--yes )?(?:assay|\.\/assay-\S+\.tgz))(?= |$)/g;
const assignments = /^(?:[A-Z][A-Z0-9_]*=\S*\s+)*/;

/** Commands that cannot be run here, by their first words. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^npm (?:ci|install|pack)\b/, "installs or packs, which test/app/npm-package.test.ts tries"],
  [/^npm test\b/, "is what runs this"],
  [
    /^npm start\b/,
    "serves until it is stopped; test/app/setup-page.test.ts and the scenes of the App start it",
  ],
  [/^git (?:clone|push|fetch|pull)\b/, "needs the network"],
  [/^cd\b/, "moves between commands"],
  [/^(?:docker|podman|kubectl|helm|systemctl|nginx|promtool)\b/, "needs a program that is not there"],
  [/^(?:psql|pg_dump|pg_restore|createdb)\b/, "needs a database"],
  [/^(?:ollama|llama-server|vllm|lms)\b/, "starts a model of somebody else"],
  [/^curl\b/, "needs a running server"],
];

const harmless =
  /^(?:cat|mkdir|chmod|echo|printf|git (?:init|add|commit|diff|log|show|status)|openssl rand)\b/;

/** Decides what a command is, by its first words. */
export function judgeCommand(command: string): Judgement {
  const setting = /^export ([A-Z][A-Z0-9_]*)=(\S*)$/.exec(command);
  if (setting !== null) return { kind: "setting", name: setting[1] ?? "", value: setting[2] ?? "" };
  if (command.match(assayCommand) !== null) {
    // What stands for a key in the text is a key here.
    return { kind: "run", line: command.replaceAll(assayCommand, "assay").replaceAll("=… ", "=test-key ") };
  }
  const bare = command.replace(assignments, "");
  const script = /^npm run (?:-s )?([a-z][\w:-]*)/.exec(bare)?.[1];
  if (script !== undefined) return judgeScript(script, bare);
  const reason = reasons.find(([pattern]) => pattern.test(bare))?.[1];
  if (reason !== undefined) return { kind: "not-run", reason };
  return harmless.test(bare) ? { kind: "run", line: command } : { kind: "unknown" };
}

/** The other scripts take minutes: they have to exist, and to know the options that they are given. */
function judgeScript(name: string, command: string): Judgement {
  const script = scripts[name];
  if (script === undefined) return { kind: "wrong", problem: `there is no script ${name}` };
  const program = /\b(test\/\S+\.(?:ts|mjs))/.exec(script)?.[1];
  const options = [...command.matchAll(/ --([a-z][a-z-]*)/g)].map((match) => match[1] ?? "");
  if (program === undefined) return { kind: "not-run", reason: "takes longer than a test may" };
  const folder = join(root, dirname(program));
  const source = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") || file.endsWith(".mjs"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const strange = options.filter((option) => !new RegExp(`["'\\s-]${option}\\b`).test(source));
  if (strange.length > 0)
    return { kind: "wrong", problem: `npm run ${name} has no --${strange.join(", --")}` };
  return { kind: "not-run", reason: "takes longer than a test may" };
}
