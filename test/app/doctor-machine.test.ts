import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import SqliteFile from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import {
  type BrokenSetup,
  examine,
  expectDiagnosisOf,
  findFreePort,
  type HealthySetup,
  openEmbeddedStore,
  openHealthySetup,
  setVariables,
  storeKey,
} from "./doctor-setup.ts";

const otherKey = [...storeKey].reverse().join("");
const changeStore = ({ directory }: HealthySetup, change: (file: SqliteFile.Database) => void) => {
  const file = new SqliteFile(join(directory, "assay.db"));
  change(file);
  file.close();
};

const machine: readonly BrokenSetup[] = [
  {
    title: "an old git",
    breakIt: ({ environment, directory }) => {
      const folder = join(directory, "bin");
      mkdirSync(folder);
      writeFileSync(join(folder, "git"), "#!/bin/sh\necho git version 2.20.1\n");
      chmodSync(join(folder, "git"), 0o755);
      environment["PATH"] = folder;
    },
    name: "git",
    state: "problem",
    found: /2\.20\.1 is too old/,
    remedy: /Install git 2\.31 or newer/,
    exitCode: 69,
  },
  {
    title: "no git",
    breakIt: setVariables({ PATH: "/nonexistent" }),
    name: "git",
    state: "problem",
    found: /was not found/,
    remedy: /Install git/,
    exitCode: 69,
  },
  {
    title: "an old Node.js",
    breakIt: (setup) => {
      setup.machine.nodeVersion = "22.1.0";
    },
    name: "node",
    state: "problem",
    found: /22\.1\.0 is too old/,
    remedy: /Install Node\.js 22\.19/,
    exitCode: 69,
  },
  {
    title: "a price file that is malformed",
    breakIt: ({ environment, directory }) => {
      const path = join(directory, "prices.json");
      writeFileSync(path, '{"asOf": "today", "models": {}}');
      environment["ASSAY_PRICES_FILE"] = path;
    },
    name: "prices",
    state: "problem",
    found: /^asOf: must be the day/,
    remedy: /ASSAY_PRICES_FILE/,
    exitCode: 78,
  },
  {
    title: "a data folder that cannot be written",
    breakIt: ({ environment, directory }) => {
      writeFileSync(join(directory, "file"), "");
      environment["ASSAY_DATA_DIR"] = join(directory, "file", "data");
    },
    name: "data-folder",
    state: "problem",
    found: /cannot be written \(ENOTDIR\)/,
    remedy: /ASSAY_DATA_DIR/,
    exitCode: 73,
  },
  {
    title: "a disk that is nearly full",
    breakIt: (setup) => {
      setup.machine.freeBytesOf = async () => 5e7;
    },
    name: "disk-space",
    state: "problem",
    found: /^50 MB are free/,
    remedy: /Make room/,
    exitCode: 73,
  },
  {
    title: "a port that another program has",
    breakIt: async ({ environment }) => {
      const port = await findFreePort();
      const server = createServer((_request, response) => response.end("hello\n"));
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      environment["PORT"] = String(port);
      return () => server.close().closeAllConnections();
    },
    name: "port",
    state: "problem",
    found: /taken by another program/,
    remedy: /set PORT/,
    exitCode: 78,
  },
  {
    title: "a host that is not of this machine",
    breakIt: async ({ environment }) => {
      Object.assign(environment, { HOST: "203.0.113.7", PORT: String(await findFreePort()) });
    },
    name: "port",
    state: "problem",
    found: /203\.0\.113\.7 cannot be listened on \(EADDRNOTAVAIL\)/,
    remedy: /0\.0\.0\.0 in a container/,
    exitCode: 78,
  },
];

const store: readonly BrokenSetup[] = [
  {
    title: "a store that another process has open",
    breakIt: async (setup) => {
      const open = await openEmbeddedStore(setup);
      return () => open.close();
    },
    name: "store",
    state: "problem",
    found: /another process owns it/,
    remedy: /use PostgreSQL for several/,
    exitCode: 75,
  },
  {
    title: "a store of a newer version",
    breakIt: (setup) =>
      changeStore(setup, (file) => file.exec("insert into schema_versions (version) values (4711)")),
    name: "store",
    state: "problem",
    found: /its version is 4711, and this Assay knows versions up to \d+$/,
    remedy: /newer version of Assay/,
    exitCode: 69,
  },
  {
    title: "a store that is damaged",
    breakIt: ({ directory }) => writeFileSync(join(directory, "assay.db"), "no database ".repeat(500)),
    name: "store",
    state: "problem",
    found: /damaged \(SQLITE_NOTADB\)/,
    remedy: /sets the file aside/,
    exitCode: 74,
  },
  {
    title: "another encryption key",
    breakIt: setVariables({ ASSAY_ENCRYPTION_KEY: otherKey }),
    name: "store-key",
    state: "problem",
    found: /encrypted with another key/,
    remedy: /key of before in ASSAY_ENCRYPTION_KEY/,
    exitCode: 78,
  },
  {
    title: "a key that is gone",
    breakIt: setVariables({ ASSAY_ENCRYPTION_KEY: "" }),
    name: "store-key",
    state: "problem",
    found: /key file of the store is gone/,
    remedy: /from a backup/,
    exitCode: 78,
  },
  {
    title: "a database that is down",
    breakIt: async ({ environment }) => {
      environment["DATABASE_URL"] = `postgres://canary:canary@127.0.0.1:${await findFreePort()}/canary`;
    },
    name: "store",
    state: "problem",
    found: /cannot be reached or written \(ECONNREFUSED\)/,
    remedy: /database server/,
    exitCode: 75,
  },
  {
    title: "a database without a key",
    breakIt: setVariables({ DATABASE_URL: "postgres://127.0.0.1/x", ASSAY_ENCRYPTION_KEY: "" }),
    name: "settings",
    state: "problem",
    found: /^ASSAY_ENCRYPTION_KEY: missing/,
    remedy: /openssl rand/,
    exitCode: 78,
  },
];

describe.each([
  ["the machine", machine],
  ["the store", store],
])("assay doctor, about %s", (_subject, table) => {
  it.each(table)("diagnoses $title", expectDiagnosisOf);
});

describe("assay doctor, of an embedded store", () => {
  it("makes no store and changes none", async () => {
    await using setup = await openHealthySetup();
    rmSync(join(setup.directory, "assay.db"));
    setup.environment["ASSAY_DATA_DIR"] = join(setup.directory, "new", "folder");
    const results = await examine(setup);

    expect(results.find(({ name }) => name === "store")).toEqual({
      name: "store",
      state: "ok",
      found: "none yet; the App makes it when it starts",
    });
    expect(() => rmSync(join(setup.directory, "new"))).toThrow("ENOENT");
  });
});

describe("assay doctor, of PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ isDurable: false });
  });
  afterAll(() => server.stop());

  it("tells an empty database, a store in use by replicas, and another key", async () => {
    await using setup = await openHealthySetup();
    const url = await server.createDatabase();
    setup.environment["DATABASE_URL"] = url;
    const look = async () => {
      const results = await examine(setup);
      return results.flatMap(({ name, state, found }) =>
        name.startsWith("store") ? [`${state}: ${found}`] : [],
      );
    };

    expect(await look()).toEqual([
      "ok: none yet; the App makes it when it starts",
      "ok: set; nothing is encrypted yet",
    ]);
    const options = { encryptionKey: storeKey, now: Date.now, log: silentLog };
    const replica = await openStore({ kind: "postgres", url }, options);
    expect(await look()).toEqual([
      expect.stringMatching(/^ok: version \d+$/),
      "ok: the texts in the store can be read with it",
    ]);
    setup.environment["ASSAY_ENCRYPTION_KEY"] = otherKey;
    expect((await look())[1]).toBe("problem: the texts in the store were encrypted with another key");
    await replica.close();
  });
});
