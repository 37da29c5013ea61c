import { randomBytes } from "node:crypto";

/** A value that must not come to light, by what it is. */
export interface Canary {
  readonly what: string;
  readonly value: string;
}

/** Made up at run time: nothing in a file may look like a secret. */
export function hatchCanary(what: string): Canary {
  return { what, value: ["canary", what.replaceAll(/\W/g, ""), randomBytes(18).toString("hex")].join("-") };
}

/** Shorter pieces stand in many harmless texts. */
const shortestPiece = 16;

function formsOf(value: string): readonly string[] {
  const pieces = value
    .split("\n")
    .filter((piece) => piece.length >= shortestPiece && !piece.startsWith("-----"));
  return pieces.flatMap((piece) => [
    piece,
    JSON.stringify(piece).slice(1, -1),
    encodeURIComponent(piece),
    Buffer.from(piece).toString("base64").replace(/=+$/, ""),
    Buffer.from(piece).toString("hex"),
    [...piece].toReversed().join(""),
  ]);
}

/** Which canaries stand in a text, line by line, in any usual writing. */
export function findCanaries(text: string, canaries: readonly Canary[]): readonly string[] {
  return canaries
    .filter(({ value }) => formsOf(value).some((form) => text.includes(form)))
    .map(({ what }) => what);
}
