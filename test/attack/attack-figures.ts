import { appendFileSync } from "node:fs";

/** What was tried for a row of the threats, in figures: a line of the table of `npm run attack`. */
export interface AttackFigure {
  /** `A1` to `E5`. */
  readonly row: string;
  readonly tried: string;
}

/** Whether the large figures are wanted (`npm run attack`), or those of `npm test`. */
export const isFull = process.env["ATTACK"] === "full";

/** The large figure or the small one. */
export function choose<Value>(full: Value, short: Value): Value {
  return isFull ? full : short;
}

/** The same inputs at every run, unless somebody asks for others. */
export const attackSeed = Number(process.env["ATTACK_SEED"] ?? 20_261_121);

/** Tells what was tried; call it when everything held. In `npm test` a person reads the line. */
export function tellFigure(figure: AttackFigure): void {
  const path = process.env["ATTACK_FIGURES"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(figure)}\n`);
  console.info(`${figure.row}: ${figure.tried}`);
}
