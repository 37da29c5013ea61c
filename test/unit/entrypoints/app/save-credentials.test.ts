import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canBeKept, saveCredentials } from "../../../../src/entrypoints/app/save-credentials.ts";
import { madeUpPem } from "../../checks/made-up-secrets.ts";

const privateKey = `${madeUpPem("RSA ", 7)}\n`;
const plain = ["3f9c", "a71e", "55d0", "b8e2", "46"].join("");
const credentialsWith = (webhookSecret: string) => ({ appId: 4711, privateKey, webhookSecret });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-save-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("saved credentials", () => {
  it.each([plain, `${plain} #1`, `${plain}"`, `it's ${plain}`, `${plain}'"`, `${plain}\\n\\`, `$${plain}=`])(
    "are read as they were: %s",
    (webhookSecret) => {
      const file = join(folder, ".env");
      saveCredentials(file, credentialsWith(webhookSecret));

      expect(canBeKept(credentialsWith(webhookSecret))).toBe(true);
      expect(parseEnv(readFileSync(file, "utf8"))).toEqual({
        APP_ID: "4711",
        PRIVATE_KEY: privateKey.trim(),
        WEBHOOK_SECRET: webhookSecret,
      });
    },
  );

  it("are refused where the file has no form for them", () => {
    expect(canBeKept(credentialsWith(`${plain}'"\``))).toBe(false);
  });

  it("take the place of older ones and of nothing else, through a link", () => {
    const file = join(folder, "secrets.env");
    const link = join(folder, ".env");
    writeFileSync(file, "APP_ID=1\nAPP_IDENTITY=x\nWEBHOOK_SECRET=old\n# end", { mode: 0o644 });
    symlinkSync(file, link);
    saveCredentials(link, credentialsWith(plain));

    expect(readFileSync(file, "utf8").split("\n").slice(0, 3)).toEqual([
      "APP_IDENTITY=x",
      "# end",
      "APP_ID=4711",
    ]);
    expect([lstatSync(link).isSymbolicLink(), statSync(file).mode & 0o777]).toEqual([true, 0o600]);
    expect(readdirSync(folder).toSorted()).toEqual([".env", "secrets.env"]);
  });

  it.each([
    ["an address", { GITHUB_API_URL: "https://github.example.com:8443/api/v3" }, ""],
    ["a host", { GHE_HOST: "github.example.com" }, "GITHUB_API_URL=https://elsewhere.example\n"],
  ])("bring %s of GitHub along, in the place of another", (_, gitHub, before) => {
    const file = join(folder, ".env");
    writeFileSync(file, before);
    saveCredentials(file, credentialsWith(plain), gitHub);
    const once = readFileSync(file, "utf8");
    saveCredentials(file, credentialsWith(plain), gitHub);

    expect(parseEnv(once)).toEqual({
      ...{ APP_ID: "4711", PRIVATE_KEY: privateKey.trim(), WEBHOOK_SECRET: plain, ...gitHub },
    });
    expect(once).toContain(`${Object.entries(gitHub)[0]?.join("=")}\n`);
    expect(readFileSync(file, "utf8")).toBe(once);
  });

  it("stand before a quotation mark that nobody closed, which would swallow them", () => {
    const file = join(folder, ".env");
    writeFileSync(file, 'LOG_LEVEL=info\nNOTE="open\n');
    saveCredentials(file, credentialsWith(plain));

    expect(parseEnv(readFileSync(file, "utf8"))).toMatchObject({
      ...{ APP_ID: "4711", PRIVATE_KEY: privateKey.trim(), WEBHOOK_SECRET: plain, LOG_LEVEL: "info" },
    });
  });

  it("are written through no link and into no file that was laid where the new one is made", () => {
    const file = join(folder, ".env");
    const elsewhere = join(folder, "elsewhere");
    writeFileSync(elsewhere, "untouched", { mode: 0o644 });
    symlinkSync(elsewhere, `${file}.${process.pid}.new`);
    saveCredentials(file, credentialsWith(plain));

    expect([readFileSync(elsewhere, "utf8"), lstatSync(file).isFile()]).toEqual(["untouched", true]);
    writeFileSync(`${file}.${process.pid}.new`, "", { mode: 0o644 });
    saveCredentials(file, credentialsWith(plain));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leave nothing half-written behind where they cannot be saved", () => {
    const file = join(folder, ".env");
    mkdirSync(file);

    expect(() => saveCredentials(file, credentialsWith(plain))).toThrow(/^EISDIR/);
    expect(() => saveCredentials(join(folder, "no", ".env"), credentialsWith(plain))).toThrow(/^ENOENT/);
    expect(readdirSync(folder)).toEqual([".env"]);
  });
});
