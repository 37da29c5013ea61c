import { describe, expect, it } from "vitest";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import { scanTextForSecrets } from "../../../src/checks/scan-text-for-secrets.ts";
import { findChangeSecrets } from "../../../src/pipeline/find-change-secrets.ts";
import { changeOfLines } from "./change-of-lines.ts";
import { madeUp, madeUpPem } from "./made-up-secrets.ts";

const scanner = createSecretScanner();
const hex = (length: number) => madeUp(length, 5, "0123456789abcdef");
const uuid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

const lookAlikes: [what: string, line: string, path?: string][] = [
  ["a git hash", `const commit = "${hex(40)}";`],
  ["a git hash in a workflow", `      - uses: actions/checkout@${hex(40)}`, "ci.yml"],
  ["a UUID as a token id", `const token = "${uuid}";`],
  ["an integrity value", `"integrity": "sha512-${madeUp(86, 1)}==",`, "package-lock.json"],
  ["an integrity value of a secret name", `secret = "sha256-${madeUp(43, 1)}="`],
  ["a checksum", `sha256sum = "${hex(64)}"`],
  ["a public key", `-----BEGIN PUBLIC KEY-----\n${madeUp(64, 2)}\n-----END PUBLIC KEY-----`],
  ["a certificate", `-----BEGIN CERTIFICATE-----\nMIIB${madeUp(60, 2)}\n-----END CERTIFICATE-----`],
  ["an SSH public key", `key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${madeUp(44, 3)} me@host"`],
  ["a private key in a manual", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"],
  [
    "a check for the armour of a key",
    'if (text.startsWith("-----BEGIN RSA PRIVATE KEY-----")) return parse(text);',
  ],
  ["a placeholder in angle brackets", 'password = "<your-password-1>"'],
  ["a variable of the shell", 'DB_PASSWORD="$' + '{DB_PASSWORD_1}"', ".env"],
  ["a bare variable of the shell", "API_TOKEN=$DEPLOY_TOKEN_2", "run.sh"],
  ["a row of x", 'api_key = "xxxxxxxxxxxxxxxxxxxxxxxx1"'],
  ["a documented example key", `aws_access_key_id = "AKIAIOSFODNN7${"EXAMPLE"}"`],
  ["a documented example secret", `aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY${"EXAMPLEKEY"}"`],
  ["a look-up in the environment", "password: process.env.DB_PASSWORD1,"],
  ["a look-up in the environment of Python", 'secret_key = os.environ["SECRET_KEY_1"]'],
  ["a look-up in YAML", "password: os.environ['DB_PASSWORD1']", "a.yml"],
  ["a template expression", 'password: "{{ .Values.db.password1 }}"', "values.yaml"],
  ["a secret of a workflow", "token: $" + "{{ secrets.GITHUB_TOKEN }}", ".github/workflows/a.yml"],
  ["a template literal", "const token = `$" + "{prefix}-$" + "{id}`;"],
  ["a call", "const password = readPassword1(file);"],
  ["an expression in configuration-like code", "token = tokens[index1]", "a.py"],
  ["a colour", 'passwordColor = "#a1b2c3"; const token = "#a1b2c3d4";'],
  [
    "an image",
    `const secretIcon = "data:image/png;base64,iVBORw0KGgo${madeUp(200, 4)}"; token = "iVBORw0KGgo${madeUp(200, 4)}"`,
  ],
  [
    "a long identifier",
    'tokenName = "aVeryLongIdentifierThatGoesOnAndOnForever"; token = "AnotherVeryLongIdentifierName"',
  ],
  ["prose", 'secret = "lorem ipsum dolor sit amet consectetur 42"'],
  ["minified code", `${"function a(b){return b.token||b.password};".repeat(50)}var c={token:1,password:2};`],
  ["a large-file pointer", `oid sha256:${hex(64)}`],
  ["a digest of an image", `image: registry.local/app@sha256:${hex(64)}`, "a.yml"],
  ["a test title", 'it("rejects a wrong password with 401", () => {});'],
  ["a label", 'password: "Password",'],
  ["a label with a question", '"forgot_password": "Forgot password?",', "en.json"],
  ["a translated sentence", '"password": "Mot de passe (8 caractères)",', "fr.json"],
  ["a translation key", 'token: "auth.token.label2.title"'],
  ["a type", "password: string;"],
  ["a type with a default", "token?: string | null = null;"],
  ["a password hash", `password = "$2b$10$${madeUp(53, 6)}"`],
  ["a public key by name", `publicToken = "${madeUp(32, 7)}"`],
  ["an address of a token endpoint", 'token = "https://login.local/oauth2/v2.0/token"'],
  ["a file name", 'private_key = "certs/server1-key.pem"'],
  ["a pattern", 'password = "^[a-z0-9]{8,20}$"'],
  ["a stock password", 'password = "changeme"'],
  ["an address with a stock password", 'url = "postgres://user:password@localhost:5432/app"'],
  ["an address with a variable", 'url = "postgres://app:$' + '{PASSWORD}@db/app"'],
  ["an address with a port", 'url = "http://host:8080/path@2"'],
  ["an SCP-like address", "git@github.com:owner/repo.git"],
  ["a comparison", 'if (token.kind1 === "identifier") return;'],
  ["a class of a style sheet", '<div class="sk-folding-cube-animation-wrapper-element"></div>', "a.html"],
  [
    "the sample token of a manual",
    `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ikpv.${madeUp(43, 8)}`,
  ],
  ["an address of the example domain", 'new URL("https://abc:q7zk2m9x@api.example.com/path")'],
  ["an example of counted digits", `clientSecret: "${"1234567890"}abcdef1234567890abcdef12345678"`],
  ["words with a number", 'token: "useraccesstoken123"; password: "secret-2-levels"'],
  [
    "a key in a manual without its end",
    'privateKey: "-----BEGIN PRIVATE KEY-----\\n...",\nclientId: "a",\nclientName: "b"',
  ],
  [
    "code between two markers",
    'text = "-----BEGIN PRIVATE KEY-----" + encodeBase64Body(privateKeyMaterial, lineLengthInCharacters) + "-----END PRIVATE KEY-----"',
  ],
  ["a word without quotes", "password: correcthorsebattery", "a.yml"],
  ["a label of one word", 'password = "passwordconfirmation"'],
  ["our own placeholder", 'password = "[[SECRET password #1]]"'],
];

describe("look-alikes of secrets", () => {
  it.each(lookAlikes)("does not report %s", async (_, line, path = "src/app.ts") => {
    const change = changeOfLines({ path, lines: line.split("\n").map((one) => `+${one}`) });
    expect(await findChangeSecrets(change, scanner)).toEqual([]);
  });
});

describe("assignments", () => {
  const value = `q7${madeUp(10, 9)}!Z`;
  const random = madeUp(24, 10);

  it.each([
    ["Java", `private static final String DB_PASSWORD = "${value}";`, "A.java"],
    ["Go", `var dbPassword string = "${value}"`, "a.go"],
    ["Go with a short declaration", `password := "${value}"`, "a.go"],
    ["PHP", `'password' => '${value}',`, "a.php"],
    ["TypeScript with a type", `const dbPassword: string = '${value}';`, "a.ts"],
    ["an index", `config["password"] = "${value}"`, "a.py"],
    ["a keyword argument", `connect(user="app", password="${value}")`, "a.py"],
    ["XML element", `<password>${value}</password>`, "a.xml"],
    ["XML attribute", `<add key="DbPassword" value="${value}" />`, "web.config"],
    ["properties", `spring.datasource.password=${value}`, "application.properties"],
    ["a Dockerfile", `ENV DB_PASSWORD=${value}`, "Dockerfile"],
    ["a manifest on two lines", `- name: DB_PASSWORD\n  value: "${value}"`, "a.yaml"],
    ["a comparison", `if (password === "${value}") return true;`, "a.js"],
    ["letters only between quotes", `password = "${["correct", "horse"].join("")}"`, "a.py"],
    ["a weak password", `password = "admin${"123"}"`, "a.py"],
  ])("finds a password in %s", (_, text, path) => {
    expect(scanTextForSecrets(text, path).map(({ kind }) => kind)).toEqual(["password"]);
  });

  it.each([
    ["a key", `apiKey: "${random}"`, "a.ts", "token"],
    ["a client secret", `client_secret = "${random}"`, "a.py", "token"],
    ["a hexadecimal secret", `SECRET_KEY_BASE=${madeUp(64, 2, "0123456789abcdef")}`, ".env", "high-entropy"],
  ])("finds %s", (_, text, path, kind) => {
    expect(scanTextForSecrets(text, path).map((secret) => secret.kind)).toEqual([kind]);
  });
});

describe("lines and merging", () => {
  it("reports lines from 1 and one entry for each line that holds the value", () => {
    const key = `AKIA${madeUp(16, 11, "ABCDEFGHJKLMNPQR2345")}`;
    const at = (line: number) => ({
      kind: "aws-access-key",
      rule: "secret.aws-access-key",
      value: key,
      startLine: line,
      endLine: line,
    });
    expect(scanTextForSecrets(`\n"${key}" "${key}"\n\n${key}`, "a.txt")).toEqual([at(2), at(4)]);
  });

  it("keeps the widest value and the most specific kind of overlapping reports", () => {
    const token = `ghp_${madeUp(36, 12)}`;
    const text = `password = "${token}"`;
    const other = {
      kind: "other-secret",
      rule: "secret.other-secret",
      value: `"${token}"`,
      startLine: 1,
      endLine: 1,
    };
    expect(scanTextForSecrets(text, "a.ts", [other])).toEqual([
      { kind: "github-token", rule: "secret.github-token", value: `"${token}"`, startLine: 1, endLine: 1 },
    ]);
  });

  it("drops a report whose value does not stand on its lines", () => {
    const other = {
      kind: "other-secret",
      rule: "secret.other-secret",
      value: "elsewhere",
      startLine: 1,
      endLine: 1,
    };
    expect(scanTextForSecrets("here\nelsewhere", "a.ts", [other])).toEqual([]);
  });

  it("gives the lines of the file for an excerpt that begins later", async () => {
    const pem = madeUpPem("RSA ", 4).split("\n");
    const change = changeOfLines({ path: "a.pem", firstLine: 40, lines: pem.map((line) => ` ${line}`) });
    const matches = await findChangeSecrets(change, scanner);
    expect(matches.map(({ side, startLine, endLine }) => [side, startLine, endLine])).toEqual([
      ["LEFT", 40, 45],
      ["RIGHT", 40, 45],
    ]);
  });
});
