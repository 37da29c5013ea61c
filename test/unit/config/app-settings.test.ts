import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAppSettings } from "../../../src/config/app-settings.ts";
import { parsePrivateKey } from "../../../src/config/private-key.ts";

const makeKey = (type: "pkcs1" | "pkcs8") =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type, format: "pem" },
  });

let pem = "";
let rsaPem = "";
let publicPem = "";
beforeAll(() => {
  ({ privateKey: pem, publicKey: publicPem } = makeKey("pkcs8"));
  ({ privateKey: rsaPem } = makeKey("pkcs1"));
});

const secret = ["3f9c", "a71e", "55d0", "b8e2", "46"].join("");
const older = ["91ab", "c0de", "77f3", "2d64", "58"].join("");
const enough = () => ({ APP_ID: "4711", PRIVATE_KEY: pem, WEBHOOK_SECRET: secret });
const none = { usd: null, tokens: null };
const unlimited = { "installation-month": none, "repository-day": none, "author-day": none };
const read = (environment: Record<string, string>) => {
  const reading = parseAppSettings({ ...enough(), ...environment });
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  return reading.settings;
};
const problemsOf = (environment: Record<string, string>) => {
  const reading = parseAppSettings({ ...enough(), ...environment });
  return reading.kind === "invalid" ? reading.problems : [];
};

describe("reading the environment of the App", () => {
  it("takes defaults for everything but the credentials", () => {
    expect(read({})).toEqual({
      appId: 4711,
      privateKey: { kind: "pem", pem },
      webhookSecrets: [secret],
      apiUrl: "https://api.github.com",
      listen: { port: 3000, host: "localhost" },
      workerPort: null,
      allowedAccounts: null,
      store: {
        location: { kind: "sqlite", directory: "./assay-data" },
        encryptionKey: null,
        previousEncryptionKeys: [],
      },
      budgets: unlimited,
      operatorToken: null,
      model: null,
      maxCostUsd: null,
      pricesFile: null,
      logLevel: null,
    });
  });

  it("reads everything that can be set, the settings of the model among it", () => {
    const settings = read({
      WEBHOOK_SECRET_PREVIOUS: older,
      GITHUB_API_URL: "https://ghe.example.com/api/v3/",
      PORT: "8080",
      HOST: "0.0.0.0",
      ASSAY_ALLOWED_ACCOUNTS: "Octo-Org, octocat  OCTOCAT",
      DATABASE_URL: "postgres://db.example.com/assay",
      ASSAY_ENCRYPTION_KEY: secret + older,
      ASSAY_ENCRYPTION_KEY_PREVIOUS: older + secret,
      ASSAY_WORKER_PORT: "9464",
      ASSAY_OPERATOR_TOKEN: older + secret,
      LOG_LEVEL: "warn",
      OPENAI_API_KEY: "k",
      ASSAY_MAX_COST_USD: "2",
      ASSAY_BUDGET_AUTHOR_USD_PER_DAY: "2.50",
    });

    expect({ ...settings, model: settings.model?.apiKey, privateKey: null }).toEqual({
      appId: 4711,
      privateKey: null,
      webhookSecrets: [secret, older],
      apiUrl: "https://ghe.example.com/api/v3",
      listen: { port: 8080, host: "0.0.0.0" },
      workerPort: 9464,
      allowedAccounts: ["octo-org", "octocat"],
      store: {
        location: { kind: "postgres", url: "postgres://db.example.com/assay" },
        encryptionKey: secret + older,
        previousEncryptionKeys: [older + secret],
      },
      budgets: { ...unlimited, "author-day": { usd: 2.5, tokens: null } },
      operatorToken: older + secret,
      model: "k",
      maxCostUsd: 2,
      pricesFile: null,
      logLevel: "warn",
    });
  });

  it("leaves the file of a private key to the entry point", () => {
    const reading = parseAppSettings({ APP_ID: "1", PRIVATE_KEY_PATH: "key.pem", WEBHOOK_SECRET: secret });

    expect(reading.kind === "valid" && reading.settings.privateKey).toEqual({
      kind: "file",
      path: "key.pem",
    });
  });

  it("knows one secret once when a rotation is over and the previous one was not removed", () => {
    expect(read({ WEBHOOK_SECRET_PREVIOUS: secret }).webhookSecrets).toEqual([secret]);
  });

  it.each([
    ["GHE_HOST alone", { GHE_HOST: "GitHub.Example.com" }, "https://github.example.com/api/v3"],
    ["a port", { GHE_HOST: "ghe.example.com:8443" }, "https://ghe.example.com:8443/api/v3"],
    [
      "plain http towards this machine",
      { GHE_HOST: "127.0.0.1:3001", GHE_PROTOCOL: "http" },
      "http://127.0.0.1:3001/api/v3",
    ],
    ["data residency", { GHE_HOST: "octo.ghe.com" }, "https://api.octo.ghe.com"],
    ["a local API", { GITHUB_API_URL: "http://127.0.0.1:5000" }, "http://127.0.0.1:5000"],
  ])("finds the API of GitHub from %s", (_, environment, expected) => {
    expect(read(environment).apiUrl).toBe(expected);
  });
});

describe("an environment without credentials", () => {
  it.each([
    ["nothing", {}, { port: 3000, host: "localhost" }],
    ["a port", { PORT: "4000", HOST: "::1" }, { port: 4000, host: "::1" }],
    [
      "blank credentials and a model",
      { APP_ID: " ", OPENAI_API_KEY: "k" },
      { port: 3000, host: "localhost" },
    ],
    ["a store that is not needed yet", { DATABASE_URL: "soon" }, { port: 3000, host: "localhost" }],
  ])("asks for the setup page: %s", (_, environment, listen) => {
    expect(parseAppSettings(environment)).toEqual({
      kind: "setup",
      listen,
      apiUrl: "https://api.github.com",
      publicAddress: "",
      organisation: "",
    });
  });

  it("fills the form of that page", () => {
    const environment = { WEBHOOK_PROXY_URL: " https://assay.example.com", GH_ORG: "octo-org", PORT: "0" };

    expect(parseAppSettings({ ...environment, GHE_HOST: "ghe.example.com" })).toEqual({
      kind: "setup",
      listen: { port: 0, host: "localhost" },
      apiUrl: "https://ghe.example.com/api/v3",
      publicAddress: "https://assay.example.com",
      organisation: "octo-org",
    });
  });

  it("is told what is missing in production, as in a container", () => {
    const reading = parseAppSettings({ NODE_ENV: "production" });

    expect(reading.kind === "invalid" && reading.problems.map((problem) => problem.split(";")[0])).toEqual([
      "APP_ID: missing",
      "PRIVATE_KEY: missing",
      "WEBHOOK_SECRET: missing",
    ]);
  });

  it("is refused when something else in it is wrong", () => {
    expect(parseAppSettings({ PORT: "many" })).toEqual({
      kind: "invalid",
      problems: ["PORT: must be a number from 0 to 65535"],
    });
  });
});

describe("an environment with mistakes", () => {
  it.each([
    [
      "a missing secret",
      { WEBHOOK_SECRET: "" },
      "WEBHOOK_SECRET: missing; use the output of `openssl rand -hex 32`",
    ],
    [
      "the default secret",
      { WEBHOOK_SECRET: "development" },
      "WEBHOOK_SECRET: is the default that everybody knows",
    ],
    [
      "a short secret",
      { WEBHOOK_SECRET: secret.slice(0, 15) },
      "WEBHOOK_SECRET: is shorter than 16 characters",
    ],
    ["one letter many times", { WEBHOOK_SECRET: "a".repeat(40) }, "WEBHOOK_SECRET: repeats itself"],
    ["two letters by turns", { WEBHOOK_SECRET: "abbabaabbaababba" }, "WEBHOOK_SECRET: repeats itself"],
    ["a word many times", { WEBHOOK_SECRET: "development".repeat(3) }, "WEBHOOK_SECRET: repeats itself"],
    [
      "a weak previous secret",
      { WEBHOOK_SECRET_PREVIOUS: "development" },
      "WEBHOOK_SECRET_PREVIOUS: is the default",
    ],
    ["no App id", { APP_ID: "" }, "APP_ID: missing; copy"],
    ["a name for the App id", { APP_ID: "assay" }, "APP_ID: must be a whole number"],
    ["App id 0", { APP_ID: "0" }, "APP_ID: must be a whole number"],
    ["no key", { PRIVATE_KEY: "" }, "PRIVATE_KEY: missing; set it or PRIVATE_KEY_PATH"],
    ["two keys", { PRIVATE_KEY_PATH: "key.pem" }, "PRIVATE_KEY: stands beside PRIVATE_KEY_PATH"],
    [
      "a key that is none",
      { PRIVATE_KEY: "nonsense" },
      "PRIVATE_KEY: is neither a PEM text nor one in base64",
    ],
    [
      "an API without TLS",
      { GITHUB_API_URL: "http://ghe.example.com" },
      "GITHUB_API_URL: must begin with https://",
    ],
    [
      "an API with a password",
      { GITHUB_API_URL: "https://a:b@ghe.example.com" },
      "GITHUB_API_URL: must not hold",
    ],
    ["an API that is no URL", { GITHUB_API_URL: "ghe" }, "GITHUB_API_URL: not a URL"],
    [
      "an API with a query",
      { GITHUB_API_URL: "https://ghe.example.com/?a=b" },
      "GITHUB_API_URL: must end with its path",
    ],
    [
      "two addresses",
      { GITHUB_API_URL: "https://api.github.com", GHE_HOST: "ghe.example.com" },
      "GITHUB_API_URL: stands beside GHE_HOST",
    ],
    ["an address for a host", { GHE_HOST: "https://ghe.example.com" }, "GHE_HOST: must be a host alone"],
    ["a path in a host", { GHE_HOST: "ghe.example.com/api" }, "GHE_HOST: must be a host alone"],
    ["credentials in a host", { GHE_HOST: "a@ghe.example.com" }, "GHE_HOST: must be a host alone"],
    [
      "http to a server",
      { GHE_HOST: "ghe.example.com", GHE_PROTOCOL: "http" },
      "GHE_PROTOCOL: must be https",
    ],
    ["an odd protocol", { GHE_HOST: "ghe.example.com", GHE_PROTOCOL: "ftp" }, "GHE_PROTOCOL: must be https"],
    ["port 65536", { PORT: "65536" }, "PORT: must be a number"],
    ["no port of a worker", { ASSAY_WORKER_PORT: "metrics" }, "ASSAY_WORKER_PORT: must be a number"],
    ["an address to listen on with a path", { HOST: "0.0.0.0/" }, "HOST: must be a host name"],
    [
      "an account with a slash",
      { ASSAY_ALLOWED_ACCOUNTS: "octo/repo" },
      "ASSAY_ALLOWED_ACCOUNTS: must be names",
    ],
    ["no account between commas", { ASSAY_ALLOWED_ACCOUNTS: ",," }, "ASSAY_ALLOWED_ACCOUNTS: must be names"],
    ["a mistake about the model", { ASSAY_CONCURRENCY: "0" }, "ASSAY_CONCURRENCY: "],
    ["a mistake about the store", { DATABASE_URL: "mysql://db" }, "DATABASE_URL: must be a URL such as"],
    [
      "a short operator's token",
      { ASSAY_OPERATOR_TOKEN: secret },
      "ASSAY_OPERATOR_TOKEN: is shorter than 32 characters; use the output of",
    ],
    [
      "an operator's token with a blank",
      { ASSAY_OPERATOR_TOKEN: `${secret} ${older}` },
      "ASSAY_OPERATOR_TOKEN: holds blanks",
    ],
  ])("is refused for %s", (_, environment, beginning) => {
    const problems = problemsOf(environment);

    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, beginning.length)).toBe(beginning);
  });

  it("hears of everything that is wrong at once, and of no value", () => {
    const canary = "kan4rie";
    const reading = parseAppSettings({
      APP_ID: `${canary}1`,
      PRIVATE_KEY: `${canary}2`,
      WEBHOOK_SECRET: `${canary}3`,
      WEBHOOK_SECRET_PREVIOUS: `${canary}4`,
      GHE_HOST: `${canary}/5`,
      PORT: `${canary}6`,
      HOST: `${canary}/7`,
      ASSAY_ALLOWED_ACCOUNTS: `${canary}/8`,
      OPENAI_BASE_URL: `ftp://${canary}9`,
      LOG_LEVEL: `${canary}10`,
      ASSAY_OPERATOR_TOKEN: `${canary}11`,
      DATABASE_URL: `${canary}12`,
      ASSAY_ENCRYPTION_KEY: `${canary}13`,
      ASSAY_ENCRYPTION_KEY_PREVIOUS: `${canary}14`,
      ASSAY_WORKER_PORT: `${canary}15`,
    });

    if (reading.kind !== "invalid") throw new Error("not refused");
    expect(reading.problems.map((problem) => problem.split(":")[0])).toEqual([
      "APP_ID",
      "PRIVATE_KEY",
      "WEBHOOK_SECRET",
      "WEBHOOK_SECRET_PREVIOUS",
      "GHE_HOST",
      "PORT",
      "ASSAY_WORKER_PORT",
      "HOST",
      "ASSAY_ALLOWED_ACCOUNTS",
      "ASSAY_OPERATOR_TOKEN",
      "LOG_LEVEL",
      "OPENAI_BASE_URL",
      "DATABASE_URL",
      "ASSAY_ENCRYPTION_KEY",
      "ASSAY_ENCRYPTION_KEY_PREVIOUS",
    ]);
    expect(reading.problems.join("\n")).not.toContain(canary);
  });
});

describe("a private key", () => {
  const forms: readonly (readonly [string, () => string])[] = [
    ["as GitHub lets it be downloaded", () => rsaPem],
    ["with line feeds written out", () => rsaPem.replaceAll("\n", "\\n")],
    ["in quotes, with line feeds written out", () => `"${rsaPem.replaceAll("\n", "\\n")}"`],
    ["with line ends of Windows", () => rsaPem.replaceAll("\n", "\r\n")],
    ["in base64", () => Buffer.from(rsaPem).toString("base64")],
    ["in base64 with line feeds", () => Buffer.from(rsaPem).toString("base64").replace(/.{76}/g, "$&\n")],
  ];

  it.each(forms)("is read %s, and comes out in one form", (_, form) => {
    const expected = parsePrivateKey(rsaPem);

    expect(expected.kind === "read" && expected.pem.split("\n")[0]).toBe(
      ["-----BEGIN", "PRIVATE KEY-----"].join(" "),
    );
    expect(parsePrivateKey(form())).toEqual(expected);
  });

  const broken: readonly (readonly [string, () => string, string])[] = [
    ["cut off", () => pem.slice(0, 400), "cannot be read"],
    ["the public part", () => publicPem, "is a public part"],
    [
      "of another kind",
      () =>
        generateKeyPairSync("ec", {
          namedCurve: "P-256",
          publicKeyEncoding: { type: "spki", format: "pem" },
          privateKeyEncoding: { type: "pkcs8", format: "pem" },
        }).privateKey,
      "is not an RSA key",
    ],
  ];

  it.each(broken)("that is %s is refused", (_, form, reason) => {
    const reading = parsePrivateKey(form());

    expect(reading.kind === "refused" && reading.message.startsWith(reason)).toBe(true);
  });
});
