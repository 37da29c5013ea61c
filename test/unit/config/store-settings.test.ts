import { describe, expect, it } from "vitest";
import { parseOperatorAccess } from "../../../src/config/operator-settings.ts";
import { parseStoreSettings } from "../../../src/config/store-settings.ts";

/** Made up at run time, so that no file holds a secret. */
const key = ["4be0", "91c7", "da35", "f862"].join("").repeat(2);
const url = "postgres://assay@db.example.com:5432/assay?sslmode=verify-full";

describe("where the store is", () => {
  it.each([
    ["nothing is set", {}, { kind: "sqlite", directory: "./assay-data" }],
    ["a folder is named", { ASSAY_DATA_DIR: " /data " }, { kind: "sqlite", directory: "/data" }],
    [
      "everything is blank",
      { ASSAY_DATA_DIR: " ", DATABASE_URL: " " },
      { kind: "sqlite", directory: "./assay-data" },
    ],
    ["a database is named", { DATABASE_URL: url, ASSAY_ENCRYPTION_KEY: key }, { kind: "postgres", url }],
    [
      "both are named",
      { DATABASE_URL: `${url}\n`, ASSAY_DATA_DIR: "/data", ASSAY_ENCRYPTION_KEY: key },
      { kind: "postgres", url },
    ],
    [
      "the database has the other scheme and a socket",
      { DATABASE_URL: "postgresql:///assay?host=/run/postgresql", ASSAY_ENCRYPTION_KEY: key },
      { kind: "postgres", url: "postgresql:///assay?host=/run/postgresql" },
    ],
  ])("is known when %s", (_, environment, location) => {
    expect(parseStoreSettings(environment)).toEqual({
      kind: "valid",
      settings: {
        location,
        encryptionKey: "ASSAY_ENCRYPTION_KEY" in environment ? key : null,
        previousEncryptionKeys: [],
      },
    });
  });

  it("may be a folder with a key of the operator's, of any 32 characters", () => {
    const phrase = "a phrase with blänks, long enough";

    expect(parseStoreSettings({ ASSAY_ENCRYPTION_KEY: phrase })).toEqual({
      kind: "valid",
      settings: {
        location: { kind: "sqlite", directory: "./assay-data" },
        encryptionKey: phrase,
        previousEncryptionKeys: [],
      },
    });
  });

  const older = key.toUpperCase();
  const oldest = `${key.slice(1)}f`;
  it.each([
    ["blank", " ", []],
    ["one", ` ${older}\n`, [older]],
    ["several", `${older},${oldest} , ${older},`, [older, oldest]],
    ["the key itself among them", `${key},${oldest}`, [oldest]],
  ])("may have previous keys: %s", (_, given, previousEncryptionKeys) => {
    const environment = { ASSAY_ENCRYPTION_KEY: key, ASSAY_ENCRYPTION_KEY_PREVIOUS: given };
    const location = { kind: "sqlite", directory: "./assay-data" };

    expect(parseStoreSettings(environment)).toEqual({
      kind: "valid",
      settings: { location, encryptionKey: key, previousEncryptionKeys },
    });
  });

  const keyMissing =
    "ASSAY_ENCRYPTION_KEY: missing, and PostgreSQL needs it; give every replica the same output of `openssl rand -hex 32`";
  const urlWrong =
    "DATABASE_URL: must be a URL such as postgres://user:password@host:5432/database; percent-encode special characters of the password";
  const keyShort =
    "ASSAY_ENCRYPTION_KEY: is shorter than 32 characters; use the output of `openssl rand -hex 32`";
  it.each([
    ["a database without a key", { DATABASE_URL: url }, [keyMissing]],
    ["another database", { DATABASE_URL: "mysql://db.example.com/assay" }, [urlWrong]],
    ["a text that is no URL", { DATABASE_URL: "db.example.com" }, [urlWrong]],
    [
      "a password with a slash",
      { DATABASE_URL: "postgres://u:p/w@db/assay", ASSAY_ENCRYPTION_KEY: key },
      [urlWrong],
    ],
    ["a short key", { ASSAY_ENCRYPTION_KEY: key.slice(0, 31) }, [keyShort]],
    [
      "a key of one letter",
      { ASSAY_ENCRYPTION_KEY: "x".repeat(40) },
      ["ASSAY_ENCRYPTION_KEY: repeats itself and can be guessed; use the output of `openssl rand -hex 32`"],
    ],
    [
      "a short previous key",
      { ASSAY_ENCRYPTION_KEY: key, ASSAY_ENCRYPTION_KEY_PREVIOUS: older.slice(1, 20) },
      ["ASSAY_ENCRYPTION_KEY_PREVIOUS: is shorter than 32 characters; give whole ones, parted by commas"],
    ],
    [
      "several previous keys, one of which can be guessed",
      { ASSAY_ENCRYPTION_KEY_PREVIOUS: `${older},${"x".repeat(40)}` },
      [
        "ASSAY_ENCRYPTION_KEY_PREVIOUS: one of them repeats itself and can be guessed; give whole ones, parted by commas",
      ],
    ],
    [
      "more previous keys than anybody has",
      {
        ASSAY_ENCRYPTION_KEY_PREVIOUS: Array.from({ length: 11 }, (_, index) => `${key}${index}`).join(","),
      },
      ["ASSAY_ENCRYPTION_KEY_PREVIOUS: holds more than 10 secrets"],
    ],
    [
      "a database with a previous key only",
      { DATABASE_URL: url, ASSAY_ENCRYPTION_KEY_PREVIOUS: older },
      [keyMissing],
    ],
    ["two mistakes", { DATABASE_URL: "canary", ASSAY_ENCRYPTION_KEY: "canary" }, [urlWrong, keyShort]],
  ])("is refused: %s", (_, environment, problems) => {
    expect(parseStoreSettings(environment)).toEqual({ kind: "invalid", problems });
  });
});

describe("the way to a running App", () => {
  const token = { ASSAY_OPERATOR_TOKEN: key };

  it.each([
    ["https://assay.example.com", "https://assay.example.com/"],
    ["http://localhost:3000/", "http://localhost:3000/"],
    [" https://example.com/assay?a=b#c ", "https://example.com/assay/"],
  ])("is %s", (address, baseUrl) => {
    expect(parseOperatorAccess(address, token)).toEqual({
      kind: "valid",
      access: { baseUrl, token: key },
    });
  });

  const noToken = "ASSAY_OPERATOR_TOKEN: missing; set it to the token that the App was started with";
  const noTls =
    "ASSAY_OPERATOR_URL: must begin with https://; plain http:// is taken only towards this machine";
  it.each([
    ["without a token", "http://localhost:3000", {}, [noToken]],
    ["where the token could be read on the way", "http://assay.example.com", token, [noTls]],
    ["with nothing right", "ftp://canary", { ASSAY_OPERATOR_TOKEN: " " }, [noTls, noToken]],
  ])("is refused %s", (_, address, environment, problems) => {
    expect(parseOperatorAccess(address, environment)).toEqual({ kind: "invalid", problems });
  });
});
