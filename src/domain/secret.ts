import type { Side } from "./change-set.ts";

/** A secret that stands in the change. The value is needed for masking and appears in no output. */
export interface SecretMatch {
  readonly file: number;
  readonly side: Side;
  readonly startLine: number;
  readonly endLine: number;
  /** Kind for people and placeholders, kebab-case: `aws-access-key`, `private-key`, `password`. */
  readonly kind: string;
  readonly rule: string;
  readonly value: string;
}

/** What a scanner reports of one text, lines counted from the text's own first line as 1. */
export interface ScannedSecret {
  readonly kind: string;
  readonly rule: string;
  readonly value: string;
  readonly startLine: number;
  readonly endLine: number;
}
