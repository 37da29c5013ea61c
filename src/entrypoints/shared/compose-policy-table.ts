import { insertBetween } from "./insert-between.ts";

interface KeySchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, KeySchema>>;
}

const markers = { begin: "<!-- policy -->", end: "<!-- /policy -->" };

/** The document with the table of a repository's configuration between its markers. Throws where a marker is missing. */
export function insertPolicyTable(document: string, schema: object): string {
  // What zod prints is JSON Schema, of which these are the few words that a table needs.
  return insertBetween(document, markers, composePolicyTable(schema as KeySchema));
}

/** Every key with its default and meaning; keys within a key have a dot. */
function composePolicyTable(schema: KeySchema): string {
  const rows = listKeys(schema, "").map(([name, key]) => {
    const values = key.enum === undefined ? "" : `: ${key.enum.map(code).join(", ")}`;
    return `| ${code(name)} | ${describeDefault(key.default)} | ${(key.description ?? "").replaceAll("|", "\\|")}${values} |`;
  });
  return ["| Key | Default | Meaning |", "|---|---|---|", ...rows].join("\n");
}

function listKeys({ properties = {} }: KeySchema, prefix: string): readonly (readonly [string, KeySchema])[] {
  return Object.entries(properties).flatMap(([name, key]) =>
    key.properties === undefined ? [[`${prefix}${name}`, key] as const] : listKeys(key, `${prefix}${name}.`),
  );
}

function describeDefault(value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  return code(Array.isArray(value) ? value.join(", ") : String(value));
}

function code(text: string): string {
  return `\`${text}\``;
}
