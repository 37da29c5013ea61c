import type { FlowFacts } from "../../domain/flow.ts";
import type { Language, PatternRule, SyntaxFacts } from "../../domain/syntax.ts";
import type { SyntaxDetail } from "../../pipeline/ports.ts";

/** One text to look at. Rules go by number, and each is sent along once. */
export type ThreadRequest =
  | { readonly kind: "flow"; readonly text: string; readonly language: Language }
  | {
      readonly kind: "inspect";
      readonly text: string;
      readonly language: Language;
      readonly detail: SyntaxDetail;
      readonly rules: readonly number[];
      readonly newRules: readonly (readonly [number, PatternRule])[];
    };

/** What came of it. An error keeps its message on its way between threads, and loses its class. */
export type ThreadReply =
  | { readonly kind: "flow"; readonly facts: FlowFacts | null }
  | { readonly kind: "inspect"; readonly facts: SyntaxFacts | null }
  | { readonly kind: "failed"; readonly error: unknown };
