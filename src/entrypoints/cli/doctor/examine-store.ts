import { randomUUID } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { StoreInspection } from "../../../adapters/store/inspect-store.ts";
import type { StoreSettings } from "../../../config/store-settings.ts";
import { ReviewError } from "../../../domain/errors.ts";
import { exitCode } from "../../shared/exit-codes.ts";
import { type CheckResult, notChecked, ok, problem, type Verdict, warning } from "./check-result.ts";
import { type DoctorScene, settleInTime } from "./doctor-scene.ts";
import type { PortState } from "./examine-port.ts";
import type { Setup } from "./read-setup.ts";

const leastFreeBytes = 100_000_000;
const goodFreeBytes = 1_000_000_000;

/** Looks at the store and at the disk that it is on; nothing is changed, and no store is made. */
export async function examineStore(
  scene: DoctorScene,
  setup: Setup,
  port: PortState,
): Promise<readonly CheckResult[]> {
  if (!scene.isForApp) return [];
  const { store } = setup;
  if (store === null) {
    const verdict = notChecked("the settings of the store are wrong");
    return [
      { name: "store", ...verdict },
      { name: "store-key", ...verdict },
    ];
  }
  const disk = store.location.kind === "sqlite" ? await examineDisk(scene, store.location.directory) : [];
  if (disk.some(({ state }) => state === "problem")) {
    const verdict = notChecked("the data folder cannot be used");
    return [...disk, { name: "store", ...verdict }, { name: "store-key", ...verdict }];
  }
  return [...disk, ...(await examineContent(scene, store, port))];
}

/** Where the folder is not there yet, the one that it will be made in counts. */
async function examineDisk(scene: DoctorScene, directory: string): Promise<readonly CheckResult[]> {
  const wanted = resolve(directory);
  const folder = await findExisting(wanted);
  const written = await settleInTime(scene.timeoutMs, () => tryToWrite(folder));
  const isThere = folder === wanted;
  const dataFolder =
    written.kind === "value"
      ? ok(isThere ? `${wanted} can be written` : `${wanted} will be made at the first start`)
      : problem(
          `${wanted} cannot be written (${codeOf(written.error)})`,
          "Give the folder to the user that runs Assay, or name another one in ASSAY_DATA_DIR.",
          exitCode.cannotWrite,
        );
  const free = await settleInTime(scene.timeoutMs, () => scene.machine.freeBytesOf(folder));
  return [
    { name: "data-folder", ...dataFolder },
    {
      name: "disk-space",
      ...(free.kind === "value" ? judgeSpace(free.value) : notChecked("the system does not tell")),
    },
  ];
}

async function findExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const parent = dirname(path);
  return isThere || parent === path ? path : findExisting(parent);
}

/** Rights alone do not tell: a file system may be mounted read-only, or be full. */
async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `.assay-doctor-${randomUUID()}`);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile("x");
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

function judgeSpace(freeBytes: number): Verdict {
  const found = `${(freeBytes / 1_000_000).toLocaleString("en-US", { maximumFractionDigits: 0 })} MB are free`;
  const remedy = "Make room, or let ASSAY_DATA_DIR name a folder on another disk.";
  if (freeBytes < leastFreeBytes) return problem(found, remedy, exitCode.cannotWrite);
  return freeBytes < goodFreeBytes ? warning(found, remedy) : ok(found);
}

async function examineContent(
  { timeoutMs }: DoctorScene,
  { location, encryptionKey, previousEncryptionKeys }: StoreSettings,
  port: PortState,
): Promise<readonly CheckResult[]> {
  // Loaded here: reviews on the command line use no database.
  const { inspectStore } = await import("../../../adapters/store/inspect-store.ts");
  const options = { encryptionKey, previousEncryptionKeys, timeoutMs };
  const looked = await settleInTime(timeoutMs, () => inspectStore(location, options));
  if (looked.kind === "value") {
    return [
      { name: "store", ...judgeStore(looked.value) },
      { name: "store-key", ...judgeKey(looked.value, encryptionKey) },
    ];
  }
  const isLocked = codeOf(looked.error) === "STORE_LOCKED";
  const isOfApp = isLocked && port === "app";
  const store = isOfApp ? ok("in use by the running App") : (explainLocked(isLocked) ?? looked.verdict);
  const because = isOfApp
    ? "the running App owns the store, and had the right key"
    : "the store cannot be opened";
  return [
    { name: "store", ...store },
    { name: "store-key", ...notChecked(because) },
  ];
}

function explainLocked(isLocked: boolean): Verdict | null {
  if (!isLocked) return null;
  return problem(
    "another process owns it, and no App answers on the App's port",
    "Stop the other process (an App on another port, or `assay jobs`), or use PostgreSQL for several.",
    exitCode.tryLater,
  );
}

function judgeStore(found: StoreInspection): Verdict {
  if (found.kind === "empty") return ok("none yet; the App makes it when it starts");
  const { version, newestVersion } = found;
  if (version > newestVersion) {
    return problem(
      `its version is ${version}, and this Assay knows versions up to ${newestVersion}`,
      "Run the newer version of Assay, or give this one an empty store.",
      exitCode.unavailable,
    );
  }
  if (version === newestVersion) return ok(`version ${version}`);
  return ok(`version ${version}; the App brings it to ${newestVersion} when it starts`);
}

function judgeKey(found: StoreInspection, encryptionKey: string | null): Verdict {
  const key = found.kind === "empty" ? "unused" : found.key;
  switch (key) {
    case "fits":
      return ok("the texts in the store can be read with it");
    case "rotating":
      return ok("some texts in the store may still need a previous key; the App encrypts them anew");
    case "unused":
      return ok(encryptionKey === null ? "the store will make its own" : "set; nothing is encrypted yet");
    case "differs":
      return problem(
        "the texts in the store were encrypted with another key",
        "Give the key of before in ASSAY_ENCRYPTION_KEY, or in ASSAY_ENCRYPTION_KEY_PREVIOUS beside a new one, or start with an empty store.",
      );
    case "missing":
      return problem(
        "the key file of the store is gone, and no key is set",
        "Restore store.key from a backup, or give the key in ASSAY_ENCRYPTION_KEY.",
      );
  }
}

function codeOf(error: unknown): string {
  if (error instanceof ReviewError) return error.code;
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
