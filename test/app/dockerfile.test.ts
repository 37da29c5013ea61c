import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listFolder } from "../architecture/list-files.ts";
import { projectRoot } from "../architecture/run-tool.ts";
import { readCommand, readDockerfile, readEnvironment } from "./read-dockerfile.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const instructions = readDockerfile(read("Dockerfile"));
const all = (name: string) => instructions.filter((instruction) => instruction.name === name);
const last = (name: string) => all(name).at(-1)?.text ?? "";
const finalStage = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
const healthCommand = readCommand(last("HEALTHCHECK"));
const command = readCommand(last("CMD"));

describe("the image", () => {
  it("is built on an exact version of Node, the one that the tests run on", () => {
    const image = last("ARG").replace("NODE_IMAGE=", "");

    expect(image).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/);
    expect(image).toContain(`node:${manifest.devDependencies.node}-`);
    expect(all("FROM").map(({ text }) => /^\$\{(\w+)\}/.exec(text)?.[1])).toEqual([
      "NODE_IMAGE",
      "NODE_IMAGE",
    ]);
  });

  it("installs what the lock file names, without tools of ours and without any script of a package", () => {
    const installs = all("RUN").filter(({ text }) => /\bnpm (ci|i|install)\b/.test(text));

    expect(installs.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^npm ci --omit=dev --ignore-scripts\b/),
    ]);
  });

  it("fetches nothing else, and adds nothing that is unpacked or downloaded on the way", () => {
    expect(all("ADD")).toEqual([]);
    expect(all("RUN").filter(({ text }) => /\b(curl|wget|apt|apt-get|npx|git)\b/.test(text))).toEqual([]);
  });

  it("holds no secret, neither set nor asked for while it is built", () => {
    const named = [...all("ENV"), ...all("ARG")].filter(({ text }) =>
      /KEY|SECRET|TOKEN|PASSWORD/i.test(text),
    );

    expect(named).toEqual([]);
  });

  it("runs as a user who is not root, from files that belong to root", () => {
    const user = finalStage.findIndex(({ name }) => name === "USER");

    expect(finalStage[user]?.text).toBe("node");
    expect(finalStage.slice(user).filter(({ name }) => name === "RUN" || name === "COPY")).toEqual([]);
    expect(finalStage.filter(({ text }) => text.includes("--chown"))).toEqual([]);
  });

  it("copies only what exists and what .dockerignore lets through, and all that is let through", () => {
    const sources = all("COPY")
      .filter(({ text }) => !text.startsWith("--from"))
      .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
    const ignored = read(".dockerignore").split("\n");
    const admitted = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));

    expect(ignored.filter((line) => /^[^#!]/.test(line))).toEqual(["*"]);
    expect([...new Set(sources)].toSorted()).toEqual(admitted.toSorted());
    expect(sources.filter((source) => !existsSync(join(projectRoot, source)))).toEqual([]);
  });

  it("writes into one folder only, which is a volume of its user", () => {
    expect(readEnvironment(instructions)["ASSAY_DATA_DIR"]).toBe(last("VOLUME"));
    expect(all("RUN").filter(({ text }) => text.includes(`chown node:node ${last("VOLUME")}`))).toHaveLength(
      1,
    );
  });

  it("is told to stop by the signal that Assay listens to", () => {
    expect(last("STOPSIGNAL")).toBe("SIGTERM");
    expect(command[0]).toBe("node");
  });

  it("lacks no package and no file that the program imports", () => {
    const imported = listFolder("src", [".ts", ".mjs"]).flatMap((path) =>
      [
        ...read(path).matchAll(
          /^(?:import|export) (?!type )[^;]*?from "([^".][^"]*)"|^(?! *[*/]).*import\("([^".][^"]*)"\)/gm,
        ),
      ].map((match) => match[1] ?? match[2] ?? ""),
    );
    const packages = imported
      .filter((name) => !isBuiltin(name))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    const runtime = Object.keys(manifest.dependencies);

    expect(packages.length).toBeGreaterThan(10);
    expect([...new Set(packages)].filter((name) => !runtime.includes(name))).toEqual([]);
  });
});

async function findFreePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

function run(
  [file = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(file === "node" ? process.execPath : file, args, {
    cwd: projectRoot,
    env: { ...environment, NODE_OPTIONS: process.env["NODE_OPTIONS"] ?? "", PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const exitOf = (child: ChildProcess) =>
  child.exitCode === null && child.signalCode === null
    ? new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
    : Promise.resolve(child.exitCode);

describe("what the image runs", () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

  it("finds itself unwell while nothing answers", async () => {
    expect(await exitOf(run(healthCommand, { PORT: await findFreePort() }))).toBe(1);
  });

  it("starts in the environment of the image, finds itself well, and stops when it is told to", async () => {
    const data = mkdtempSync(join(tmpdir(), "assay-data-"));
    const environment = {
      ...readEnvironment(instructions),
      HOST: "127.0.0.1",
      PORT: await findFreePort(),
      ASSAY_DATA_DIR: data,
      APP_ID: "4711",
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: ["3f9c", "a71e", "55d0", "b8e2", "46"].join(""),
      GITHUB_API_URL: "http://127.0.0.1:9",
    };
    const app = run(command, environment);
    const written: string[] = [];
    app.stdout?.on("data", (piece) => written.push(String(piece)));
    app.stderr?.on("data", (piece) => written.push(String(piece)));
    const isWell = async () => {
      if (app.exitCode !== null) throw new Error(`it stopped by itself: ${written.join("")}`);
      return (await exitOf(run(healthCommand, environment))) === 0;
    };

    await expect.poll(isWell, { timeout: 30_000, interval: 300 }).toBe(true);
    app.kill("SIGTERM");
    const code = await exitOf(app);
    rmSync(data, { recursive: true });

    expect(code, written.join("")).toBe(0);
    expect(written.join("")).not.toContain(environment.WEBHOOK_SECRET);
  });
});
