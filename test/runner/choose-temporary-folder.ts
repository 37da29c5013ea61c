import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";

const memoryFolder = "/dev/shm";
const leastFreeBytes = 4 * 2 ** 30;

/**
 * Where the tests keep what they throw away: in memory where there is plenty of it, since thousands of databases and
 * repositories that each wait for the disk take long. `TMPDIR` decides where it is set.
 */
export function chooseTemporaryFolder(): string {
  if (process.env["TMPDIR"] !== undefined || process.platform !== "linux") return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize >= leastFreeBytes ? memoryFolder : tmpdir();
  } catch {
    // Not every Linux has it.
    return tmpdir();
  }
}
