/** Tokens of one or many calls, as the endpoint counted them. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
}

/** `length`: cut at the output limit. `declined`: refusal or content filter. */
export type FinishReason = "stop" | "length" | "declined";

/** One answer of a model. The text is attacker-controlled. */
export interface ModelAnswer {
  readonly text: string;
  readonly finish: FinishReason;
  /** The model that answered, as the endpoint names it. */
  readonly model: string;
  /** Null when the endpoint reported none. */
  readonly usage: TokenUsage | null;
}

/** USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** Prices by model name, with the day on which they were read. */
export interface PriceTable {
  readonly asOf: string;
  readonly models: Readonly<Record<string, ModelPrice>>;
}

/** What a review has used so far. `costUsd` is null when the price of the model is unknown. */
export interface Usage {
  readonly model: string | null;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number | null;
  readonly durationMs: number;
}
