import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { type PostgresServer, startPostgres } from "../../setup/postgres.ts";
import { delivery, pullRequest, review, silentLog, start, testKey } from "./store-samples.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ isDurable: false });
});
afterAll(() => server.stop());

async function cutAllConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  await client.end();
}

it("survives that every connection is cut: it works on and is woken again", async () => {
  const url = await server.createDatabase();
  const options = { encryptionKey: testKey, now: () => start, log: silentLog };
  const store = await openStore({ kind: "postgres", url }, options);
  let woken = 0;
  store.onWake(() => {
    woken += 1;
  });
  await expect.poll(() => woken, { interval: 10 }).toBe(1);
  for (let round = 0; round < 3; round += 1) {
    await cutAllConnections(url);
    await expect
      .poll(
        () =>
          store.intake.accept(delivery(), [review("opened", pullRequest(round))]).then(
            ({ kind }) => kind,
            ({ code, retryable }) => ({ code, retryable }),
          ),
        { interval: 10 },
      )
      .toBe("accepted");
  }
  // Once for listening again, without anything being announced.
  const before = woken;
  await expect.poll(() => woken, { interval: 50, timeout: 20_000 }).toBeGreaterThan(before);
  expect(await store.report.listJobs([], 9)).toHaveLength(3);
  await store.close();
});

it("says that it cannot be reached while the server is gone, so that nothing is acknowledged", async () => {
  const own = await startPostgres({ isDurable: false });
  const url = await own.createDatabase();
  const store = await openStore(
    { kind: "postgres", url },
    { encryptionKey: testKey, now: () => start, log: silentLog },
  );
  await own.stop();

  await expect(store.intake.accept(delivery(), [review("opened")])).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    retryable: true,
  });
  await store.close();
});
