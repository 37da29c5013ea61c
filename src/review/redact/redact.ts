import type { SecretMatch } from "../../domain/secret.ts";
import { PUBLIC_SECRET_PREFIXES } from "../../domain/secret-prefixes.ts";
import { isAboutPlaceholder } from "./is-about-placeholder.ts";
import { createDisguiseMasker } from "./mask-disguised.ts";
import { createReplacer, type Needle } from "./replace-needles.ts";
import { secretPieces, secretVariants } from "./secret-pieces.ts";

/** Takes the secrets of one change out of texts. The functions do not need their object. */
export interface Redactor {
  /** For prompts: every value becomes its placeholder. Line breaks stay where they are. */
  readonly redact: (text: string) => string;
  /** For output: every value, its placeholder and its disguises become `[masked]` or `AKIA…[masked]`. Keeps line feeds. */
  readonly mask: (text: string) => string;
  /** One entry for each distinct value, in the order of the matches. */
  readonly placeholders: readonly { readonly placeholder: string; readonly kind: string }[];
  /** Whether every line of a quote is an assignment whose value is one of the placeholders, and nothing else. */
  readonly isPlaceholderText: (text: string) => boolean;
}

function maskedForm(value: string): string {
  const prefix = value.slice(0, 4);
  return PUBLIC_SECRET_PREFIXES.has(prefix) && value.length >= 16 ? `${prefix}…[masked]` : "[masked]";
}

/**
 * A redactor for the secrets of one change. The same value has the same placeholder everywhere:
 * `[[SECRET aws-access-key #1]]`. Private keys are replaced line by line. A value of fewer than six characters is
 * replaced only where it stands as a value (after a quote, `=` or `:` and before a quote, `@`, `;`, white space
 * or the end): anywhere else it would mangle ordinary words. Linear in the text for a given set of values.
 */
export function createRedactor(matches: readonly SecretMatch[]): Redactor {
  const kinds = new Map(matches.filter(({ value }) => value !== "").map(({ value, kind }) => [value, kind]));
  const redactions: Needle[] = [];
  const masks: Needle[] = [];
  const placeholders: { readonly placeholder: string; readonly kind: string }[] = [];
  for (const [value, rawKind] of kinds) {
    const kind = rawKind.replaceAll(/[^a-z0-9-]/g, "-");
    const placeholder = `[[SECRET ${kind} #${placeholders.length + 1}]]`;
    placeholders.push({ placeholder, kind });
    const masked = maskedForm(value);
    masks.push({ text: placeholder, replacement: masked });
    for (const piece of secretPieces(value)) {
      redactions.push({ text: piece, replacement: placeholder });
      masks.push({ text: piece, replacement: piece === value ? masked : "[masked]" });
      for (const variant of secretVariants(piece)) masks.push({ text: variant, replacement: "[masked]" });
    }
  }
  const maskPlain = createReplacer(masks);
  const maskDisguised = createDisguiseMasker([...kinds.keys()].flatMap(secretPieces));
  const known = new Set(placeholders.map(({ placeholder }) => placeholder));
  return {
    redact: createReplacer(redactions),
    mask: (text) => maskDisguised(maskPlain(text)),
    placeholders,
    isPlaceholderText: (text) => isAboutPlaceholder(text, known),
  };
}
