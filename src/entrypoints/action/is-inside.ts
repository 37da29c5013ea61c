import { realpath } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";

/** Whether a folder or file lies in a folder, or is it, with every link followed. Rejects where one does not exist. */
export async function isInside(path: string, folder: string): Promise<boolean> {
  const [own, outer] = await Promise.all([realpath(path), realpath(folder)]);
  return !climbs(relative(outer, own));
}

/** The same by the names alone: no link counts, and nothing has to exist. Both are absolute. */
export function isNamedInside(path: string, folder: string): boolean {
  return !climbs(relative(folder, path));
}

function climbs(step: string): boolean {
  return step === ".." || /^\.\.[/\\]/.test(step) || isAbsolute(step);
}
