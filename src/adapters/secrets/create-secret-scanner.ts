import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { z } from "zod";
import type { ScannedSecret } from "../../domain/secret.ts";
import type { Log, SecretScanner } from "../../pipeline/ports.ts";
import { KIND_OF_MESSAGE, KIND_OF_RULE } from "./secretlint-kinds.ts";

type WarnLog = Pick<Log, "warn">;
type Message = Awaited<ReturnType<typeof lintSource>>["messages"][number];

// Its cost grows with the square of the number of reports in one text: 50 000 keys in 1 MB took 7 s in two slices.
const SLICE_CHARACTERS = 32 * 1024;
// Wider than the longest private key that the preset's rule takes.
const OVERLAP_CHARACTERS = 12 * 1024;
// Some rules give up on names that they do not know; none that we use needs the real one.
const FILE_NAME = "change.txt";
const MAX_LINES_PER_VALUE = 1000;
const MAX_VALUES = 500;

// Left out of the preset, one by one: its entries cannot be disabled through the preset's own options.
const LEFT_OUT: ReadonlySet<string> = new Set([
  // A comment in the change would switch the scanner off.
  "@secretlint/secretlint-rule-filter-comments",
  // Reports a whole JSON file as one value and decrypts .p12 files; the key inside is found as PEM.
  "@secretlint/secretlint-rule-gcp",
]);

const config = {
  rules: rules
    .filter((rule) => !LEFT_OUT.has(rule.meta.id))
    .map((rule) => ({ id: rule.meta.id, rule, options: { enableIDScanRule: true } })),
};

// Which property holds the value differs from rule to rule. `typeName` and file names are not values.
const MessageData = z
  .object({
    KEY: z.string(),
    TOKEN: z.string(),
    ID: z.string(),
    CREDENTIAL: z.string(),
    URI: z.string(),
    URL: z.string(),
  })
  .partial();

const EXAMPLE_HOST = /:\/\/[^/]{1,512}@(?:[A-Za-z0-9-]{1,63}\.){0,4}example\./;

function kindOf(message: Message): string | null {
  const byMessage = KIND_OF_MESSAGE[message.messageId];
  if (byMessage !== undefined) return byMessage;
  return KIND_OF_RULE[message.ruleId.replace(/^.*secretlint-rule-/, "")] ?? "other-secret";
}

/** The password of an address: host and user are no secrets and help a reader. Other values as they are. */
function narrowValue(kind: string, value: string): string {
  if (kind === "slack-webhook") return value.replace(/^.*\/(?:services|workflows)\//, "");
  const password = /^[^:]{1,32}:\/\/[^:@/]{0,256}:([^@]{1,256})@/.exec(value)?.[1];
  return (password ?? value).trim();
}

function readValues(message: Message): readonly { readonly kind: string; readonly value: string }[] {
  const kind = kindOf(message);
  const data = MessageData.safeParse(message.data ?? {});
  if (kind === null || !data.success) return [];
  return Object.values(data.data).flatMap((value) =>
    value === undefined || EXAMPLE_HOST.test(value) ? [] : [{ kind, value: narrowValue(kind, value) }],
  );
}

/** Every place of the value, by line. The ranges that secretlint reports are not those of the value for every rule. */
function* locateValue(text: string, kind: string, value: string): Generator<ScannedSecret> {
  let line = 1;
  let counted = 0;
  let from = 0;
  for (let found = 0; found < MAX_LINES_PER_VALUE; found++) {
    const at = text.indexOf(value, from);
    if (at < 0) return;
    for (; counted < at; counted++) if (text.charCodeAt(counted) === 10) line += 1;
    const endLine = line + value.split("\n").length - 1;
    yield { kind, rule: `secret.${kind}`, value, startLine: line, endLine };
    from = at + value.length;
  }
}

async function readSlice(content: string): Promise<ReadonlyMap<string, string>> {
  const result = await lintSource({
    source: { content, filePath: FILE_NAME, ext: "", contentType: "text" },
    options: { config, noPhysicFilePath: true },
  });
  const kinds = new Map<string, string>();
  for (const { kind, value } of result.messages.flatMap(readValues)) if (value !== "") kinds.set(value, kind);
  return kinds;
}

async function* readSlices(text: string, log: WarnLog | undefined) {
  for (let at = 0; at < text.length; at += SLICE_CHARACTERS) {
    try {
      yield await readSlice(text.slice(at, at + SLICE_CHARACTERS + OVERLAP_CHARACTERS));
    } catch (error) {
      log?.warn("secretlint failed on a text", { error: error instanceof Error ? error.name : "unknown" });
    }
  }
}

/**
 * A scanner over secretlint's recommended rules. Values are taken from the messages, lines from the text. Where
 * secretlint fails on a text it gives no result for that slice and says so in the log; our own rules still apply.
 * At most 500 values of one text are reported.
 */
export function createSecretScanner(log?: WarnLog): SecretScanner {
  // It is on by default and keeps an entry for every rule of every call until Node warns of a leak.
  secretLintProfiler.setEnabled(false);
  return {
    async scan(text) {
      const kinds = new Map<string, string>();
      for await (const slice of readSlices(text, log)) {
        for (const [value, kind] of slice) kinds.set(value, kind);
        if (kinds.size >= MAX_VALUES) break;
      }
      const values = [...kinds].slice(0, MAX_VALUES);
      return values.flatMap(([value, kind]) => [...locateValue(text, kind, value)]);
    },
  };
}
