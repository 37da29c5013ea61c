/** A row as it stands in a table. */
export type SealedRow = Readonly<Record<string, string | number | null>>;

/** A column whose texts are encrypted, and the context that binds each of them to its row. */
export interface SealedColumn {
  readonly column: string;
  /** Columns of the primary key. */
  readonly key: readonly string[];
  readonly contextOf: (row: SealedRow) => string;
}

const lane = (row: SealedRow) => `${row["repository_id"]}#${row["number"]}`;
const pullRequest = ["repository_id", "number"];
const placed = (what: string): SealedColumn => ({
  column: "sealed",
  key: [...pullRequest, "position"],
  contextOf: (row) => `${what}:${lane(row)}:${row["position"]}`,
});

/** Every encrypted column of the store, by its table. Of the settings, only some are encrypted. */
export const sealedColumns = {
  jobs: { column: "intent", key: ["id"], contextOf: (row) => String(row["id"]) },
  findings: placed("finding"),
  dismissals: placed("dismissal"),
  answers: {
    column: "sealed",
    key: [...pullRequest, "key"],
    contextOf: (row) => `answer:${lane(row)}:${row["key"]}`,
  },
  settings: { column: "value", key: ["name"], contextOf: (row) => String(row["name"]) },
} as const satisfies Readonly<Record<string, SealedColumn>>;
