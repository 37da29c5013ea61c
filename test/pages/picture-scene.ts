import { execFileSync } from "node:child_process";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import type { ChangeSet } from "../../src/domain/change-set.ts";
import { RepoPath } from "../../src/domain/change-set.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import { answeredDefect, readAll } from "../app/answers.ts";
import { openAppScene } from "../app/github/open-app-scene.ts";
import { bareEnvironment } from "../app/run-assay.ts";
import { completion, delayed } from "../fakes/model-replies.ts";
import { questionOf, type Script } from "../fakes/model-server.ts";
import { claimIn, confirmClaim, isDoubt } from "../fakes/refuting.ts";
import type { Part } from "./compose-page.ts";

const path = "src/invoices.js";
const before = `import { db } from "./database.js";
import { requireRole } from "./session.js";

export function registerInvoices(app) {
  app.get("/invoices/search", requireRole("accounting"), async (request, response) => {
    const { name } = request.query;
    const invoices = await db.all("SELECT * FROM invoices WHERE name = ?", [name]);
    response.json(invoices);
  });
}
`;
const guarded = `  app.get("/invoices/search", requireRole("accounting"), async (request, response) => {`;
const open = `  app.get("/invoices/search", async (request, response) => {`;
const safe = `    const invoices = await db.all("SELECT * FROM invoices WHERE name = ?", [name]);`;
const unsafe =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that the picture shows.
  "    const invoices = await db.all(`SELECT * FROM invoices WHERE name LIKE '%${name}%'`);";
const repaired =
  '    const invoices = await db.all("SELECT * FROM invoices WHERE name LIKE ?", [`%$' + "{name}%`]);";
const after = before.replace(guarded, open).replace(safe, unsafe);

const defects: readonly AnsweredDefect[] = [
  answeredDefect({
    line: 7,
    quote: unsafe.trim(),
    cwe: "CWE-89",
    severity: "critical",
    title: "SQL injection through the search parameter",
    explanation:
      "`name` comes from the query string and becomes part of the statement. A quote in it ends the text, and what follows runs as SQL.",
    attack: "Anybody requests `/invoices/search?name=' UNION SELECT * FROM users --` and reads every table.",
  }),
  answeredDefect({
    side: "L",
    line: 5,
    quote: guarded.trim(),
    cwe: "CWE-862",
    title: "Invoices can be read without signing in",
    explanation: 'The change removes `requireRole("accounting")`, and nothing else stands before this route.',
    attack:
      "A visitor without an account requests `/invoices/search` and gets the invoices of all customers.",
  }),
];

/** As long as a model thinks, so that the last line of the review is a plausible one. */
const thinkingMs = 2_100;

const model: Script = (request) => {
  const question = questionOf(request);
  const answer = isDoubt(question) ? confirm(question) : readAll(question, defects);
  return delayed(thinkingMs, completion(answer, { usage: null }));
};

function confirm(question: string) {
  const isInjection = claimIn(question).quote === unsafe.trim();
  const claimed = defects[isInjection ? 0 : 1];
  return {
    ...confirmClaim(question),
    impact: isInjection ? ("all-data" as const) : ("others-data" as const),
    path: claimed?.explanation ?? null,
    attack: claimed?.attack ?? null,
    fix: isInjection ? { from: 7, to: 7, lines: [repaired] } : null,
  };
}

/** A small change that opens two holes, reviewed by the whole App: what stands on its pull request afterwards. */
export async function reviewForPicture(): Promise<readonly Part[]> {
  await using scene = await openAppScene({ files: { [path]: before }, script: model });
  const pull = await scene.repository.openPullRequest({ branch: "search", files: { [path]: after } });
  await scene.app.idle();
  const change = readChange(scene.repository.folder, pull.baseSha, pull.headSha);
  const [review] = pull.reviews();
  if (review === undefined) throw new Error("the pull request was not reviewed");
  const comments = pull.reviewComments().map(({ line, startLine, side, body }): Part => {
    const comment = { finding: "", path: RepoPath.parse(path), side, startLine, line: line ?? 1, body };
    return { kind: "inline", change, comment };
  });
  return [{ kind: "review", markdown: review.body }, ...comments];
}

function readChange(folder: string, base: string, head: string): ChangeSet {
  const diff = execFileSync("git", ["diff", base, head], {
    cwd: folder,
    env: bareEnvironment(),
    encoding: "utf8",
  });
  return { base: null, head: null, label: "", files: parseDiff(diff).files };
}
