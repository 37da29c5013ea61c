import type { Depth } from "../../domain/review.ts";

/** Tokens of code that one question holds, by depth: models miss less in small pieces, and small pieces cost more. */
export const unitTokens: Readonly<Record<Depth, number>> = { quick: 6_000, standard: 3_000, thorough: 2_000 };
