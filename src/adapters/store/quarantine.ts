import { existsSync, mkdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Moves a database file and its log into a folder beside it, named after the moment. Nothing is deleted. */
export function quarantine(path: string, nowMs: number): string {
  const moment = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
  const folder = freeName(join(dirname(path), `broken-${moment}`));
  mkdirSync(folder, { mode: 0o700 });
  for (const name of [basename(path), `${basename(path)}-wal`, `${basename(path)}-shm`]) {
    const from = join(dirname(path), name);
    if (existsSync(from)) renameSync(from, join(folder, name));
  }
  return folder;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(name); count += 1) name = `${wanted}-${count}`;
  return name;
}
