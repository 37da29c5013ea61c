/** A prompt file after loading: front matter, and the two parts of its body. */
export interface PromptTemplate {
  readonly id: string;
  /** Semantic version; changes with every change of the text. */
  readonly version: string;
  /** Names of the placeholders, equal to those in the body. */
  readonly inputs: readonly string[];
  readonly system: string;
  readonly user: string;
  /** First twelve hexadecimal digits of the SHA-256 of the file. */
  readonly hash: string;
}

/** JSON Schema of the expected answer, in the subset that every vendor takes. */
export interface AnswerShape {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A question ready to send: same unit and nonce, same bytes. */
export interface Prompt {
  readonly id: string;
  readonly version: string;
  readonly unit: string;
  readonly system: string;
  readonly user: string;
  readonly answer: AnswerShape;
  /** Estimated tokens of system and user text. */
  readonly tokens: number;
  readonly maxOutputTokens: number;
}
