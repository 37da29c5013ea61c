import { chmodSync, readFileSync, writeFileSync } from "node:fs";

type Values = Readonly<Record<string, unknown>>;

/** What the App needs of what Probot would save: no client secret, nothing of a proxy. */
const savedNames = ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"];

/**
 * Writes the credentials of a new App into an environment file that only its owner can read. Other lines of the file
 * stay as they are. Throws when the file cannot be written.
 */
export function saveCredentials(file: string, values: Values): void {
  const lines = savedNames.flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? [`${name}="${quotable(value)}"`] : [];
  });
  const kept = readLines(file).filter((line) => !savedNames.some((name) => line.startsWith(`${name}=`)));
  writeFileSync(file, `${[...kept, ...lines].join("\n")}\n`, { mode: 0o600 });
  // The mode above counts for new files only.
  chmodSync(file, 0o600);
}

function quotable(value: string): string {
  return value.trim().replace(/^"|"$/g, "").replaceAll("\r", "").replaceAll("\n", "\\n");
}

function readLines(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
