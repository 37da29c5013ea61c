import fc from "fast-check";
import { attackSeed } from "./attack-figures.ts";
import { leastMs, longestMs } from "./least-ms.ts";

/** What became of many inputs. */
export interface FuzzFigures {
  readonly inputs: number;
  readonly worstMs: number;
  /** The beginning of the slowest input. */
  readonly worst: string;
  /** For a person. */
  readonly text: string;
}

export interface FuzzPlan<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  readonly count: number;
  /** Throws when the input was not handled well. */
  readonly check: (input: Input) => void;
}

/** Checks many inputs from a fixed seed. Throws at the first that crashes, is handled wrongly, or takes too long. */
export function fuzz<Input>({ inputs, count, check }: FuzzPlan<Input>): FuzzFigures {
  let worstMs = 0;
  let worst = "";
  let checked = 0;
  const property = fc.property(inputs, (input) => {
    checked += 1;
    const startedAt = performance.now();
    check(input);
    let ms = performance.now() - startedAt;
    if (ms > longestMs / 2) ms = leastMs(() => check(input));
    if (ms > longestMs) throw new Error(`took ${Math.round(ms)} ms`);
    if (ms <= worstMs) return;
    worstMs = ms;
    worst = JSON.stringify(input).slice(0, 80);
  });
  // Inputs of its own may make fast-check remember all of them otherwise.
  fc.assert(property, {
    numRuns: count,
    seed: attackSeed,
    skipAllAfterTimeLimit: 1_500_000,
    markInterruptAsFailure: true,
  });
  const text = `${checked.toLocaleString("en")} inputs, 0 crashes, the slowest ${worstMs.toFixed(1)} ms`;
  return { inputs: checked, worstMs, worst, text };
}

/** Texts of pieces that mean something to a parser, with noise between them. */
export function textOf(pieces: readonly string[], maxLength = 24): fc.Arbitrary<string> {
  const noise = fc.string({ unit: "binary", maxLength: 6 });
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: noise },
  );
  return fc.array(piece, { maxLength, size: "max" }).map((parts) => parts.join(""));
}

/** A text with some places overwritten, doubled or cut out. */
export function damaged(text: string): fc.Arbitrary<string> {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat(12),
    instead: fc.string({ unit: "binary", maxLength: 4 }),
  });
  return fc.array(damage, { minLength: 1, maxLength: 6 }).map((damages) => {
    let result = text;
    for (const { at, length, instead } of damages) {
      const from = at % (result.length + 1);
      result = result.slice(0, from) + instead + result.slice(from + length);
    }
    return result;
  });
}
