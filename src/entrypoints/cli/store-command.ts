import type { Command } from "commander";
import { parseStoreSettings, type StoreSettings } from "../../config/store-settings.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { loadEnvironment } from "../shared/load-environment.ts";
import { lockedRemedies, openOperatorsStore } from "./open-operators-store.ts";
import { refuseEnvironment } from "./operator-environment.ts";
import { UserMistake } from "./user-mistake.ts";
import { writeOutput } from "./write-output.ts";

const help = `
  ASSAY_DATA_DIR        folder of the embedded store; what is copied stays there too
  DATABASE_URL          instead of --to, so that no password stands in the list of processes
  ASSAY_ENCRYPTION_KEY  key that the texts are encrypted with in PostgreSQL
  ASSAY_ENCRYPTION_KEY_PREVIOUS
                        keys that texts in the folder may still be encrypted with

Stop the App before, and start it with DATABASE_URL and the same ASSAY_ENCRYPTION_KEY afterwards.`;

/** Adds `assay store migrate`. `finish` receives the exit code. */
export function addStoreCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("store")
    .description("Work with the store of the App")
    .command("migrate")
    .description("Copy the embedded store into an empty PostgreSQL database")
    .option("--to <url>", "database to copy into")
    .addHelpText("after", help)
    .action(async ({ to }: { readonly to?: string }) => finish(await migrateStore(to)));
}

async function migrateStore(to: string | undefined): Promise<number> {
  const environment = loadEnvironment(process.env);
  const url = to ?? environment["DATABASE_URL"]?.trim() ?? "";
  if (url === "") {
    throw new UserMistake(exitCode.usage, "no database is named", "Give --to URL, or set DATABASE_URL.");
  }
  const target = readSettings(
    { ...environment, DATABASE_URL: url },
    to === undefined ? "DATABASE_URL" : "--to",
  );
  const source = readSettings({ ...environment, DATABASE_URL: undefined }, "DATABASE_URL");
  // Whatever is wrong with the embedded store shows before anything is copied.
  await (await openOperatorsStore(source, lockedRemedies.migrate)).close();
  const { copyStore } = await import("../../adapters/store/copy-store.ts");
  const silent = () => undefined;
  const { rows } = await copyStore(source.location, target.location, {
    encryptionKey: target.encryptionKey,
    previousEncryptionKeys: target.previousEncryptionKeys,
    now: Date.now,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  await writeOutput(renderCopy(rows), undefined);
  return exitCode.noDefects;
}

/** `name`: where the URL was given. */
function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): StoreSettings {
  const reading = parseStoreSettings(environment);
  if (reading.kind === "valid") return reading.settings;
  throw refuseEnvironment(reading.problems.map((problem) => problem.replace(/^DATABASE_URL(?=:)/, name)));
}

function renderCopy(rows: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(rows).map((table) => table.length));
  const lines = Object.entries(rows).map(([table, count]) => `  ${table.padEnd(width)}  ${count}`);
  return [
    "Copied, and counted again:",
    ...lines,
    "Start the App with DATABASE_URL set to this database and with the same ASSAY_ENCRYPTION_KEY.",
    "The embedded store is still there and opens with the same key; remove its folder when the App has run for a while.",
  ].join("\n");
}
