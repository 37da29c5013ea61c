import type { RawDatabase } from "./open-engine.ts";

export interface RowCopies {
  readonly table: string;
  /** Copies of every row. */
  readonly count: number;
  /** What stands in a column of a copy, as an expression over the row and `copies.i`, its number from 1 on. */
  readonly changed: Readonly<Record<string, string>>;
}

/** Copies rows that the store wrote itself, in no order, as real ones come; writing them all through it takes minutes. */
export async function copyRows(raw: RawDatabase, { table, count, changed }: RowCopies): Promise<void> {
  const columns = await raw.columnsOf(table);
  const values = columns.map((column) => changed[column] ?? `"${column}"`);
  await raw.run(`insert into ${table} (${columns.map((column) => `"${column}"`).join(", ")})
    with recursive copies(i) as (select 1 union all select i + 1 from copies where i < ${count})
    select ${values.join(", ")} from ${table} cross join copies order by random()`);
}
