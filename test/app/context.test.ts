import { afterAll, beforeAll, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { readingModel } from "./answers.ts";
import { modelEnvironment } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

const handler = (body: string) => `import { findUser } from "../db";

export function show(request: Request) {
  const name = request.query.name;
${"  log();\n".repeat(60)}  ${body}
}
`;
const password = ["hunter", "7", "horse", "Battery"].join("");
const users = `import { run } from "./run";

export async function findUser(name: string) {
  const password = "${password}";
  return run("select * from users where name = '" + name + "'", password);
}
`;

let repository: TemporaryRepository;
let server: ModelServer;

beforeAll(async () => {
  repository = createRepository();
  repository.write("src/web/show.ts", handler("log();"));
  repository.write("src/db/index.ts", 'export { findUser } from "./users.ts";\n');
  repository.write("src/db/users.ts", users);
  repository.write(
    "src/db/run.ts",
    "export function run(sql: string, password: string) {\n  return sql;\n}\n",
  );
  repository.commit();
  repository.write("src/web/show.ts", handler("return findUser(name);"));
  server = await startModelServer(readingModel(() => []));
});

afterAll(async () => {
  await server.close();
  repository.remove();
});

async function ask(depth: string): Promise<string> {
  const from = server.requests.length;
  const args = ["review", "--repo", repository.directory, "--depth", depth, "--format", "json"];
  const environment = modelEnvironment(server.url);
  const { code, stderr } = await runInProcess(args, { environment, directory: repository.directory });
  expect([code, stderr.includes("Error")]).toEqual([0, false]);
  const asked = server.requests.slice(from).flatMap(({ body }) => body?.messages ?? []);
  return asked.map(({ content }) => content).join("\n");
}

const local = `context "src/web/show.ts" defines name, findUser
R1 . import { findUser } from "../db";
R4 .   const name = request.query.name;`;
const across = `context "src/db/users.ts" called findUser
C3 . export async function findUser(name: string) {
C4 .   const password = "[masked]";
C5 .   return run("select * from users where name = '" + name + "'", password);
C6 . }
context "src/db/run.ts" called run
C1 . export function run(sql: string, password: string) {
C2 .   return sql;
C3 . }`;

it("shows the model what the changed lines call in other files, two hops away and masked", async () => {
  for (const depth of ["standard", "thorough"]) {
    const question = await ask(depth);
    expect(question).toContain(`${local}\n${across}\n`);
    expect(question).not.toContain(password);
  }
});

it("keeps a quick review to the files that changed", async () => {
  const question = await ask("quick");
  expect(question).toContain("+   return findUser(name);");
  expect(question).not.toContain("src/db/");
});

it("asks with the same bytes about an unchanged hunk, whatever else is committed", async () => {
  const cut = (question: string) => question.replaceAll(/[0-9a-f]{20}/g, "").replaceAll(/\bu\d+\b/g, "");
  const first = cut(await ask("standard"));
  repository.write("src/web/shown.ts", "");
  expect(cut(await ask("standard"))).toBe(first);
});
