import { spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { projectRoot } from "../architecture/run-tool.ts";
import { listKnownVariables } from "./known-variables.ts";
import { openIngress } from "./open-ingress.ts";
import { readCommand, readDockerfile, readEnvironment } from "./read-dockerfile.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const image = readDockerfile(read("Dockerfile"));
const imageEnvironment = readEnvironment(image);
const textOf = (name: string) => image.findLast((instruction) => instruction.name === name)?.text ?? "";
const imagePort = Number(textOf("EXPOSE"));
const imageCommand = readCommand(textOf("CMD"));
const known = listKnownVariables();
/** Within which Assay ends; see end-on-signal.ts. */
const stopSeconds = 10;

/** What `assay.env` holds; made at run time, so that no file holds what looks like a secret. */
const random = (seed: string) => createHash("sha256").update(seed).digest("hex");
const secrets = {
  APP_ID: "123456",
  WEBHOOK_SECRET: random("01"),
  OPENAI_API_KEY: "key",
  ASSAY_OPERATOR_TOKEN: random("23"),
  ASSAY_ENCRYPTION_KEY: random("45"),
};
const database = { DATABASE_URL: "postgres://assay:word@database:5432/assay" };

function settingsOf(environment: Readonly<Record<string, string>>) {
  const reading = parseAppSettings(environment);
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  return reading.settings;
}

describe("deploy/compose.yaml", () => {
  const compose = parse(read("deploy/compose.yaml"));
  const { assay } = compose.services;
  const services = Object.entries<Record<string, unknown>>(compose.services);

  it("sets what the settings know, and with the secrets the App starts on PostgreSQL", () => {
    const own: Record<string, string> = assay.environment;

    expect(Object.keys(own).filter((name) => !known.has(name))).toEqual([]);
    expect(settingsOf({ ...imageEnvironment, ...own, ...secrets, ...database })).toMatchObject({
      listen: { port: imagePort, host: "0.0.0.0" },
      store: { location: { kind: "postgres" } },
      privateKey: { kind: "file", path: own["PRIVATE_KEY_PATH"] },
    });
  });

  it("names in its head only variables that there are", () => {
    const [head = ""] = read("deploy/compose.yaml").split("\nname:");
    const named = [...head.matchAll(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g)].map(([name]) => name);

    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("runs the image's command, with the environment out of a secret", () => {
    const command: readonly string[] = assay.command;
    const option = command.find((part) => part.startsWith("--env-file="));

    expect(command.filter((part) => part !== option)).toEqual(imageCommand);
    expect(assay.secrets.map((name: string) => `/run/secrets/${name}`)).toEqual([
      option?.slice("--env-file=".length),
      assay.environment.PRIVATE_KEY_PATH,
    ]);
  });

  it("starts a program that reads that file", () => {
    const directory = mkdtempSync(join(tmpdir(), "assay-compose-"));
    try {
      const file = join(directory, "assay.env");
      writeFileSync(file, "APP_ID=from-the-file\nWEBHOOK_SECRET=short\n");
      const parts: readonly string[] = assay.command.slice(1);
      const args = parts.map((part) => (part.startsWith("--env-file=") ? `--env-file=${file}` : part));
      const run = spawnSync(process.execPath, args, { cwd: projectRoot, env: {}, encoding: "utf8" });

      expect(run.status).toBe(78);
      expect(run.stderr).toContain("APP_ID: must be a whole number");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("takes secrets from files that git does not see, and uses all of them", () => {
    const files: Readonly<Record<string, { file: string }>> = compose.secrets;
    const used = services.flatMap(([, { secrets: names }]) => names);

    expect(Object.keys(files).toSorted()).toEqual(used.toSorted());
    expect(Object.values(files).filter(({ file }) => !file.startsWith("./secrets/"))).toEqual([]);
    expect(read(".gitignore").split("\n")).toContain("deploy/secrets/");
    expect(read("deploy/compose.yaml")).not.toMatch(/(?:KEY|SECRET|TOKEN|PASSWORD): (?!\/)\S/);
  });

  it.each(services)("gives %s no right that it does not need", (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      tmpfs: expect.arrayContaining(["/tmp"]),
    });
    expect(
      Object.keys(service).filter((key) => ["privileged", "cap_add", "network_mode"].includes(key)),
    ).toEqual([]);
  });

  it("listens on this machine only, waits for the database and for running work", () => {
    expect(assay.ports).toEqual([`127.0.0.1:${imagePort}:${imagePort}`]);
    expect(assay.depends_on).toEqual({ database: { condition: "service_healthy" } });
    expect(compose.services.database.healthcheck.test).toContain("pg_isready");
    expect(textOf("HEALTHCHECK")).toContain("/healthz");
    expect(Number.parseInt(assay.stop_grace_period, 10)).toBeGreaterThanOrEqual(stopSeconds);
  });

  it("gives the database the name and user that the documents' address has", () => {
    const { username, hostname, pathname } = new URL(
      /DATABASE_URL=(postgres:\S+?)`/.exec(read("docs/operations.md"))?.[1] ?? "",
    );
    const { POSTGRES_USER: user, POSTGRES_DB: name } = compose.services.database.environment;

    expect([username, hostname, pathname]).toEqual([user, "database", `/${name}`]);
  });
});

describe("deploy/kubernetes.yaml", () => {
  const documents = parseAllDocuments(read("deploy/kubernetes.yaml")).map((document) => document.toJS());
  const find = (kind: string) => documents.find((document) => document.kind === kind);
  const pod = find("Deployment").spec.template;
  const [container] = pod.spec.containers;

  it("holds what it should, all in one namespace", () => {
    expect(documents.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual(
      ["Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"].map((kind) => [kind, "assay"]),
    );
    expect(find("Deployment").spec.replicas).toBe(2);
  });

  it("sets what the settings know, and with the secrets the App starts on PostgreSQL", () => {
    const entries: readonly { name: string; value: string }[] = container.env;
    const own = Object.fromEntries(entries.map(({ name, value }) => [name, value]));

    expect(Object.keys(own).filter((name) => !known.has(name))).toEqual([]);
    expect(settingsOf({ ...imageEnvironment, ...own, ...secrets, ...database })).toMatchObject({
      listen: { port: imagePort },
      store: { location: { kind: "postgres" } },
    });
    expect(container.envFrom).toEqual([{ secretRef: { name: "assay-environment" } }]);
    const key = container.volumeMounts.find(({ name }: { name: string }) => name === "private-key");
    expect(dirname(own["PRIVATE_KEY_PATH"] ?? "")).toBe(key.mountPath);
  });

  it("asks for addresses that the App answers", async () => {
    await using ingress = await openIngress();
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      const { path, port } = container[probe].httpGet;
      const response = await fetch(`http://127.0.0.1:${ingress.port}${path}`);

      expect([probe, port, response.status]).toEqual([probe, container.ports[0].name, 200]);
    }
    expect(container.readinessProbe.httpGet.path).toBe("/readyz");
    expect(container.livenessProbe.httpGet.path).toBe("/healthz");
  });

  it("leads from the service to the port of the image", () => {
    const { selector, ports } = find("Service").spec;

    expect(container.ports).toEqual([{ name: ports[0].targetPort, containerPort: imagePort }]);
    expect(pod.metadata.labels).toMatchObject(selector);
    for (const kind of ["Deployment", "PodDisruptionBudget"])
      expect(pod.metadata.labels).toMatchObject(find(kind).spec.selector.matchLabels);
    expect(pod.metadata.labels).toMatchObject(find("NetworkPolicy").spec.podSelector.matchLabels);
  });

  it("gives the container no right that it does not need, and room for what it writes", () => {
    expect(textOf("USER")).toBe("node");
    expect(pod.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1_000, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    const volumes: readonly { name: string }[] = pod.spec.volumes;
    const mounted: readonly { name: string; mountPath: string }[] = container.volumeMounts;
    expect(mounted.map(({ name }) => name).toSorted()).toEqual(volumes.map(({ name }) => name).toSorted());
    expect(mounted.map(({ mountPath }) => mountPath)).toContain("/tmp");
    expect(container.resources.limits).toHaveProperty("memory");
  });

  it("lets work end, and reaches names, GitHub, the model and the database", () => {
    const { terminationGracePeriodSeconds: grace } = pod.spec;
    const egress: readonly { ports: readonly { port: number }[] }[] = find("NetworkPolicy").spec.egress;

    expect(grace).toBeGreaterThanOrEqual(container.lifecycle.preStop.sleep.seconds + stopSeconds);
    expect(new Set(egress.flatMap(({ ports }) => ports.map(({ port }) => port)))).toEqual(
      new Set([53, 443, 5_432]),
    );
  });
});

describe("deploy/assay.service", () => {
  const entries = read("deploy/assay.service")
    .split("\n")
    .flatMap((line) => {
      const match = /^([A-Z]\w+)=(.*)$/.exec(line);
      return match === null ? [] : [[match[1] ?? "", match[2] ?? ""] as const];
    });
  const unit = new Map(entries);
  const environment = Object.fromEntries(
    (unit.get("Environment") ?? "").split(" ").map((pair) => pair.split("=", 2)),
  );

  it("runs the image's command, and has the App's settings", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

    expect(unit.get("ExecStart")).toBe(["/usr/bin/node", ...imageCommand.slice(1)].join(" "));
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
    expect(environment["PRIVATE_KEY_PATH"]).toBe(`%d/${unit.get("LoadCredential")?.split(":")[0]}`);
    const { PRIVATE_KEY_PATH: _, ...others } = environment;
    expect(settingsOf({ ...others, ...secrets, PRIVATE_KEY: pem }).store.location).toEqual({
      kind: "sqlite",
      directory: `/var/lib/${unit.get("StateDirectory")}`,
    });
  });

  it("waits for running work, and does not start again with a wrong setting", () => {
    expect(Number(unit.get("TimeoutStopSec"))).toBeGreaterThanOrEqual(stopSeconds);
    expect(unit.get("RestartPreventExitStatus")).toBe("78");
    expect(unit.get("ProtectSystem")).toBe("strict");
    expect(unit.get("NoNewPrivileges")).toBe("yes");
  });
});
