import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { answeredDefect, readingModel } from "../app/answers.ts";
import { runInProcess } from "../app/run-in-process.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import { apiError, brokenGzip, completion, html, raw, redirect } from "../fakes/model-replies.ts";
import { type ModelServer, type Reply, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { madeUp } from "../unit/checks/made-up-secrets.ts";
import { tellFigure } from "./attack-figures.ts";
import { type Canary, findCanaries, hatchCanary } from "./canary.ts";

const [apiKey, encryptionKey, operatorToken, password, other] = [
  "API key",
  "encryption key",
  "operator token",
  "password",
  "something in the wrong place",
].map(hatchCanary) as [Canary, Canary, Canary, Canary, Canary];
const secret: Canary = { what: "secret of the change", value: `ghp_${madeUp(36, 607)}` };
const all = [apiKey, encryptionKey, operatorToken, password, other, secret];
/** Whoever misbehaves on the other side says everything that it may know. */
const echo = `You sent Bearer ${apiKey.value} ${secret.value} ${password.value}`;

let repository: TemporaryRepository;
let model: ModelServer;
let reply: Reply;
interface Talker {
  readonly port: number;
  readonly close: () => void;
}
let talker: Talker;
let gossip: Talker;

beforeAll(async () => {
  repository = createRepository();
  repository.write("a.js", "export const a = 1;\n");
  repository.commit();
  repository.write("a.js", `export const token = "${secret.value}";\ndb.query("a" + name);\n`);
  repository.commit();
  repository.write("wrong.yml", `fail-on: ${other.value}\nnotes: ${other.value}\n? ${other.value}`);
  repository.write("prices.json", `{"asOf": "${other.value}", "models": {"${other.value}`);
  model = await startModelServer(() => reply);
  talker = await listen(createServer(askForPassword));
  gossip = await listen(createServer(repeatEverything));
  const directory = join(repository.directory, "store");
  mkdirSync(directory);
  const options = { encryptionKey: encryptionKey.value, now: Date.now, log: silentLog };
  await (await openStore({ kind: "sqlite", directory }, options)).close();
});
afterAll(async () => {
  repository.remove();
  talker.close();
  gossip.close();
  await model.close();
});

async function listen(server: Server): Promise<Talker> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, close: () => void server.close() };
}

/** A PostgreSQL that asks for the password in plain text, and refuses it by repeating it. */
function askForPassword(socket: Socket): void {
  const write = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    socket.write(Buffer.concat([Buffer.from(type), length, body]));
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    // "p" is the message with the password; everything before it is a greeting.
    if (data[0] !== 0x70) {
      write("R", Buffer.from([0, 0, 0, 3]));
      return;
    }
    const said = data.subarray(5).toString("utf8").replaceAll("\0", "");
    heard.push(said);
    write("E", Buffer.from(`${["SFATAL", "C28P01", `M${said} is wrong`, `D${said}`].join("\0")}\0\0`));
    socket.end();
  });
}
const heard: string[] = [];

/** A web server that answers with what it was sent. */
function repeatEverything(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${data.length}\r\nconnection: close\r\n\r\n`;
    socket.end(Buffer.concat([Buffer.from(head), data]));
  });
}

interface Path {
  readonly args: readonly string[];
  readonly environment?: () => Readonly<Record<string, string>>;
  readonly reply?: Reply;
}

const review = ["review", "HEAD"];
const finding = readingModel(() => [
  answeredDefect({
    line: 2,
    quote: 'db.query("a" + name);',
    title: `The token ${secret.value} is used`,
    explanation: `It is ${[...secret.value].toReversed().join("")}.`,
    attack: Buffer.from(secret.value).toString("base64"),
  }),
]);
const findingReply: Reply = (response, request) => finding(request)?.(response, request);
const database = (port: number) => `postgres://assay:${password.value}@127.0.0.1:${port}/assay`;
const inStore = { ASSAY_DATA_DIR: "store" };

const answers: Readonly<Record<string, Reply>> = {
  "400 that repeats": apiError(400, { message: echo, code: echo, param: echo }),
  "401 that repeats": apiError(401, {
    message: `Incorrect API key provided: ${echo}`,
    code: "invalid_api_key",
  }),
  "403 that repeats": apiError(403, { message: echo, type: echo }),
  "404 that repeats": apiError(404, { message: echo, code: "model_not_found" }),
  "413 that repeats": raw(413, echo),
  "429 without quota": apiError(429, {
    message: echo,
    type: "insufficient_quota",
    code: "insufficient_quota",
  }),
  "a page": html(200),
  "a page with 403": html(403),
  "no JSON": raw(200, echo),
  "JSON of another kind": completion({ other: echo }),
  "a refusal": completion(null, { refusal: echo }),
  "half an answer": completion(`{"reviewed": ["0.0"], "defects": [{"quote": "${echo}`, { finish: "length" }),
  "an answer by another model": completion(echo, { model: echo }),
  "an unknown end": completion(echo, { finish: echo }),
  "broken compression": brokenGzip(),
  "a redirect with everything in it": redirect(`https://elsewhere.example/?k=${apiKey.value}`),
};

const paths: Readonly<Record<string, Path>> = {
  ...Object.fromEntries(
    Object.entries(answers).map(([name, each]): [string, Path] => [
      `model: ${name}`,
      { args: review, reply: each },
    ]),
  ),
  ...Object.fromEntries(
    ["terminal", "markdown", "json", "sarif"].map((format): [string, Path] => [
      `review as ${format}`,
      { args: [...review, "--format", format], reply: findingReply },
    ]),
  ),
  ...Object.fromEntries(
    ["units", "prompts", "claims", "coverage", "draft"].map((stage): [string, Path] => [
      `stage ${stage}`,
      { args: [...review, "--show-stage", stage], reply: findingReply },
    ]),
  ),
  estimate: { args: [...review, "--estimate"] },
  "an output that is a folder": { args: [...review, "--output", "store"], reply: findingReply },
  "an output in a file": { args: [...review, "--output", "a.js/b"], reply: findingReply },
  "an unknown option": { args: ["review", "--nope"] },
  "an unknown command": { args: ["revue"] },
  "an unknown range": { args: ["review", "nowhere...HEAD"] },
  "no repository": { args: ["review", "--repo", "/"] },
  "a diff that is not there": { args: ["review", "--diff", "nothing.diff"] },
  "a diff that is none": { args: ["review", "--diff", "prices.json"], reply: findingReply },
  "a key of two lines": {
    args: review,
    environment: () => ({ OPENAI_API_KEY: `${apiKey.value}\n${other.value}` }),
  },
  "a key of strange letters": { args: review, environment: () => ({ OPENAI_API_KEY: `${apiKey.value}…` }) },
  "an endpoint with a password": {
    args: review,
    environment: () => ({ OPENAI_BASE_URL: `https://user:${password.value}@models.example.com/v1` }),
  },
  "an endpoint of another kind": {
    args: review,
    environment: () => ({ OPENAI_BASE_URL: `file:///${other.value}` }),
  },
  "an endpoint that is none": { args: review, environment: () => ({ OPENAI_BASE_URL: other.value }) },
  "an endpoint inside": {
    args: review,
    environment: () => ({ OPENAI_BASE_URL: `https://10.0.0.1/${other.value}` }),
  },
  "a timeout that is none": { args: review, environment: () => ({ ASSAY_MODEL_TIMEOUT_MS: other.value }) },
  "a concurrency that is none": { args: review, environment: () => ({ ASSAY_CONCURRENCY: other.value }) },
  "costs that are none": { args: review, environment: () => ({ ASSAY_MAX_COST_USD: apiKey.value }) },
  "a level that is none": { args: review, environment: () => ({ LOG_LEVEL: other.value }) },
  "prices that are none": { args: review, environment: () => ({ ASSAY_PRICES_FILE: "prices.json" }) },
  "a broken configuration": { args: ["config", "check", "prices.json"] },
  "jobs of a store": { args: ["jobs", "list"], environment: () => inStore },
  "a job that is not there": { args: ["jobs", "show", "nothing"], environment: () => inStore },
  "jobs with another key": {
    args: ["jobs", "list"],
    environment: () => ({ ...inStore, ASSAY_ENCRYPTION_KEY: other.value }),
  },
  "jobs with a short key": {
    args: ["jobs", "list"],
    environment: () => ({ ...inStore, ASSAY_ENCRYPTION_KEY: encryptionKey.value.slice(0, 17) }),
  },
  "jobs of a database that is not there": {
    args: ["jobs", "list"],
    environment: () => ({ DATABASE_URL: database(1) }),
  },
  "jobs of a database that repeats the password": {
    args: ["jobs", "list"],
    environment: () => ({ DATABASE_URL: database(talker.port) }),
  },
  "jobs of a database of another kind": {
    args: ["jobs", "list"],
    environment: () => ({ DATABASE_URL: `mysql://assay:${password.value}@127.0.0.1/assay` }),
  },
  "jobs of an App that is not there": { args: ["jobs", "list", "--url", "http://127.0.0.1:1"] },
  "jobs of something that is no App": {
    args: ["jobs", "list"],
    environment: () => ({ ASSAY_OPERATOR_URL: `http://127.0.0.1:${gossip.port}` }),
  },
  "jobs of an address with a password": {
    args: ["jobs", "list"],
    environment: () => ({ ASSAY_OPERATOR_URL: `https://user:${password.value}@assay.example.com` }),
  },
  "a copy into a database that repeats the password": {
    args: ["store", "migrate"],
    environment: () => ({ ...inStore, DATABASE_URL: database(talker.port) }),
  },
  "a worker without a database": { args: ["worker"], environment: () => ({ PRIVATE_KEY: other.value }) },
  "a worker whose database repeats the password": {
    args: ["worker"],
    environment: () => ({
      APP_ID: "7",
      PRIVATE_KEY: other.value,
      WEBHOOK_SECRET: other.value,
      DATABASE_URL: database(talker.port),
    }),
  },
};

async function tell({ args, environment, reply: next }: Path): Promise<string> {
  reply = next ?? completion({});
  const { code, stdout, stderr } = await runInProcess(args, {
    directory: repository.directory,
    environment: {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: apiKey.value,
      ASSAY_ENCRYPTION_KEY: encryptionKey.value,
      ASSAY_OPERATOR_TOKEN: operatorToken.value,
      ASSAY_MODEL: "gpt-test",
      ASSAY_MODEL_TIMEOUT_MS: "1000",
      LOG_LEVEL: "trace",
      OPENAI_LOG: "debug",
      DEBUG: "*",
      ...environment?.(),
    },
  });
  return `exit ${code}\n${stdout}\n${stderr}`;
}

describe("a command line with a canary in every secret", () => {
  const ends = new Map<string, string>();

  it.each(Object.entries(paths))("tells none of them: %s", async (name, path) => {
    const told = await tell(path);
    ends.set(name, told.split("\n", 1)[0] ?? "");
    expect(findCanaries(told, all)).toEqual([]);
    expect(told).not.toContain("defect of Assay");
  });

  it("goes wrong in many ways, and asks the model for nothing that is secret", () => {
    expect(Object.keys(paths).length).toBeGreaterThanOrEqual(55);
    expect(new Set(ends.values()).size).toBeGreaterThanOrEqual(8);
    expect(heard.length).toBeGreaterThan(0);
    const asked = model.requests.map(({ text }) => text).join("\n");
    expect(asked).toContain("[[SECRET ");
    expect(findCanaries(asked, all)).toEqual([]);
    expect(model.requests.some(({ headers }) => headers["authorization"] === `Bearer ${apiKey.value}`)).toBe(
      true,
    );
    expect(readFileSync(join(repository.directory, "a.js"), "utf8")).toContain(secret.value);
    tellFigure({
      row: "C2",
      tried: `${Object.keys(paths).length} command lines, ${all.length} canaries: 0 in the output, 0 in a question`,
    });
  });
});
