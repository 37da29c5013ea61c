import { resolve } from "node:path";

/** A path as the person meant it: `npm run` changes the folder, and tells where it was called. */
export function resolveFromCaller(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}
