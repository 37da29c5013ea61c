/** What a figure has to keep to: at most so much, or less than it. */
export interface Target {
  readonly limit: number;
  readonly isInclusive: boolean;
}

/** One measured figure. */
export interface Figure {
  /** The same in every run: by it runs are compared. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Null where nothing was promised. */
  readonly target: Target | null;
  /** Which way is worse; null where neither is. */
  readonly worse: "more" | "less" | null;
}

/** The figures of one section, and where they come from. */
export interface SectionFigures {
  readonly section: string;
  readonly command: string;
  readonly revision: string;
  readonly date: string;
  readonly seconds: number;
  /** Measured with small sizes: for trying out, not for quoting. */
  readonly isQuick: boolean;
  readonly figures: readonly Figure[];
}

/** All that a run of the bench writes. */
export interface BenchReport {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly sections: readonly SectionFigures[];
}

export interface MeasureOptions {
  readonly isQuick: boolean;
}

/** One part of the bench. */
export interface Section {
  readonly name: string;
  /** For the help text: what is measured, and how long it takes. */
  readonly about: string;
  readonly measure: (options: MeasureOptions) => Promise<readonly Figure[]>;
}

/** A figure that may not exceed `limit`. */
export function atMost(limit: number, figure: Pick<Figure, "name" | "unit" | "value">): Figure {
  return { ...figure, target: { limit, isInclusive: true }, worse: "more" };
}

/** A figure that has to stay under `limit`. */
export function under(limit: number, figure: Pick<Figure, "name" | "unit" | "value">): Figure {
  return { ...figure, target: { limit, isInclusive: false }, worse: "more" };
}

/** A figure of which less is better. */
export function plain(name: string, unit: string, value: number): Figure {
  return { name, unit, value, target: null, worse: "more" };
}

/** A figure of which more is better. */
export function larger(name: string, unit: string, value: number): Figure {
  return { name, unit, value, target: null, worse: "less" };
}

/** A figure that says how much was measured, and is neither good nor bad. */
export function told(name: string, unit: string, value: number): Figure {
  return { name, unit, value, target: null, worse: null };
}

/** Null where there is no target. */
export function isReached({ value, target }: Figure): boolean | null {
  if (target === null) return null;
  return target.isInclusive ? value <= target.limit : value < target.limit;
}
