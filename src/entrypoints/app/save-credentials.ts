import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { parseEnv } from "node:util";
import { gitHubVariables } from "./select-github-variables.ts";

/** What the App needs of GitHub. */
export interface Credentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** The lines of the file. What else GitHub tells, such as a client secret, is not kept. */
const savedNames = ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"];

/**
 * Writes the credentials of an App into an environment file that only its owner can read, all of them or none: the new
 * file takes the place of the old one when it is whole. Other lines stay as they are. `gitHub` are variables that say
 * where GitHub is, without which the next start would look for the App elsewhere. Throws when it cannot be written.
 */
export function saveCredentials(
  file: string,
  credentials: Credentials,
  gitHub: Readonly<Record<string, string>> = {},
): void {
  const place = findPlace(file);
  const lines = readLines(place);
  const isTold = tells(lines.join("\n"), gitHub);
  const replaced = isTold ? savedNames : [...savedNames, ...gitHubVariables];
  const kept = lines.filter((line) => !replaced.some((name) => line.startsWith(`${name}=`)));
  const places = isTold ? [] : Object.entries(gitHub).map(([name, value]) => `${name}=${quote(value)}`);
  const own = [...places, ...composeLines(credentials)];
  const behind = [...kept, ...own].join("\n");
  // A quotation mark that nobody closed swallows what stands behind it.
  const text = holds(behind, credentials) ? behind : [...own, ...kept].join("\n");
  const draft = `${place}.${process.pid}.new`;
  try {
    writeWhole(draft, `${text}\n`);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Whether the file would give the credentials back as they are: some mixtures of quotation marks have no form in it. */
export function canBeKept(credentials: Credentials): boolean {
  return holds(composeLines(credentials).join("\n"), credentials);
}

function holds(text: string, credentials: Credentials): boolean {
  const { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } = parseEnv(text);
  return (
    APP_ID === String(credentials.appId) &&
    PRIVATE_KEY?.trim() === credentials.privateKey.trim() &&
    WEBHOOK_SECRET === credentials.webhookSecret
  );
}

/** Whether a file says already where GitHub is. */
function tells(text: string, gitHub: Readonly<Record<string, string>>): boolean {
  const said = parseEnv(text);
  return gitHubVariables.every((name) => (said[name]?.trim() ?? "") === (gitHub[name] ?? ""));
}

function composeLines({ appId, privateKey, webhookSecret }: Credentials): readonly string[] {
  const key = privateKey.trim().replaceAll("\r", "").replaceAll("\n", "\\n");
  return [`APP_ID=${appId}`, `PRIVATE_KEY="${key}"`, `WEBHOOK_SECRET=${quote(webhookSecret)}`];
}

/** Without quotation marks where they are not needed: other programs that read the file take them as part of the value. */
function quote(value: string): string {
  if (/^[\w.:+/=-]+$/.test(value)) return value;
  const mark = ["'", '"', "`"].find((candidate) => !value.includes(candidate)) ?? '"';
  return `${mark}${value}${mark}`;
}

/** A link is kept, and what it leads to is replaced. */
function findPlace(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (isMissing(error)) return file;
    throw error;
  }
}

/** Makes the file itself: one that is there already may be a link of somebody else, or readable by others. */
function writeWhole(file: string, text: string): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readLines(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
