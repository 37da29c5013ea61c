import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { translateStoreError } from "./translate-store-error.ts";

/** The key file of an embedded store, where there is one. */
export function readKeyFile(directory: string): string | null {
  try {
    return readKey(pathIn(directory));
  } catch (error) {
    throw translateStoreError(error);
  }
}

/** The random key of an embedded store whose operator gave none; made at the first start, readable by its owner only. */
export function loadKeyFile(directory: string): string {
  try {
    return readKey(pathIn(directory)) ?? createKey(pathIn(directory));
  } catch (error) {
    throw translateStoreError(error);
  }
}

function pathIn(directory: string): string {
  return join(directory, "store.key");
}

function readKey(path: string): string | null {
  try {
    const key = readFileSync(path, "utf8").trim();
    // A crash between making and filling the file leaves it empty; nothing was sealed with it yet.
    if (key === "") return null;
    if (/^[0-9a-f]{64}$/.test(key)) return key;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  throw new ReviewError("STORE_KEY", "The key file of the store does not hold a key", {
    remedy: "Restore store.key from a backup, or set ASSAY_ENCRYPTION_KEY and start with an empty store.",
  });
}

function createKey(path: string): string {
  const key = randomBytes(32).toString("hex");
  const file = openSync(path, "w", 0o600);
  try {
    writeSync(file, `${key}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return key;
}
