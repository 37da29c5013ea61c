import type { DeclarationFacts, Language } from "../../../domain/syntax.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  claimedDeclaration,
  type Evidence,
  holds,
  nameOf,
  refuted,
  saysLack,
  UNDECIDED,
} from "./claim-evidence.ts";
import type { FileEvidence } from "./file-evidence.ts";

/** Few of several is what a text says that speaks of `minimal` documentation. */
const MOSTLY =
  /\b(?:minimal(?:ly)?|sparing(?:ly)?|sparse(?:ly)?|few|hardly|rarely|barely|mostly|most|little)\b/i;
const PARTIAL =
  /\bincomplete\b|\boutdated\b|\b(?:docstring|comment|documentation)s?\b.{0,40}\b(?:does not|doesn't|do not|don't|lacks?|omits?|is missing|without|incomplete|outdated|misleading)\b/i;
const DIRECTIVE =
  /^\W*(?:go:|eslint|rubocop|ts-|noqa|pylint|type:|prettier|nolint|frozen_string|istanbul|c8|copyright|licen[cs]e|spdx|todo|fixme|region|end)/i;

/** `X has no docstring`: read from the first statement in Python, from the comment above it in other languages. */
export const documentationChecker: ClaimChecker = {
  categories: ["documentation"],
  statement:
    /\b(?:docstrings?|undocumented|documentation|not documented|doc ?comments?|java ?docs?|js ?docs?|go ?docs?|yard|rdoc|xml docs?|doc blocks?|phpdoc|explanatory comments?|header comments?)\b/i,
  check: checkDocumentation,
  findFaults: findUndocumented,
};

function checkDocumentation(evidence: Evidence): ClaimCheck {
  const { text, claim } = evidence;
  if (evidence.code === null || !saysLack(text)) return UNDECIDED;
  const declaration = claimedDeclaration(evidence);
  if (declaration === null) return UNDECIDED;
  const name = nameOf(declaration, evidence) ?? "the function";
  switch (readDocumentation(declaration, evidence, indexComments(evidence))) {
    case "none":
      return holds(`\`${name}\` has no docstring or comment.`);
    case "documented":
      return PARTIAL.test(claim.title) || PARTIAL.test(claim.explanation)
        ? UNDECIDED
        : refuted(`\`${name}\` has a docstring or a comment.`);
    case "commented":
      return UNDECIDED;
  }
}

type Documentation = "documented" | "commented" | "none";

function readDocumentation(
  declaration: DeclarationFacts,
  file: FileEvidence,
  comments: Comments,
): Documentation {
  const language = file.facts?.language;
  if (declaration.hasDocstring) return "documented";
  const comment = commentAbove(declaration, file, comments);
  if (comment === null) return "none";
  if (language === "python" || language === undefined || DIRECTIVE.test(comment)) return "commented";
  return isDocumentation(comment, language) ? "documented" : "commented";
}

const BLOCK_COMMENTED: ReadonlySet<Language> = new Set(["javascript", "typescript", "tsx", "java", "php"]);

function isDocumentation(comment: string, language: Language): boolean {
  if (BLOCK_COMMENTED.has(language)) return comment.startsWith("/**");
  return language === "csharp" || language === "rust" ? /^\/\/\/|^\/\*\*/.test(comment) : true;
}

/** The comment that ends on the line above a declaration, from its first line on; decorators stand between them. */
function commentAbove(
  { startLine }: DeclarationFacts,
  file: FileEvidence,
  comments: Comments,
): string | null {
  let above = startLine - 1;
  while (/^\s*(?:@|#\[|\[[A-Z])/.test(file.codeLines.get(above) ?? "")) above -= 1;
  return comments.get(above) ?? null;
}

/** First lines of comments that begin their line, by the line where they end. */
type Comments = ReadonlyMap<number, string>;

function indexComments({ code, lines }: FileEvidence): Comments {
  const comments = new Map<number, string>();
  for (const { kind, startLine, startColumn, endLine, endColumn } of code?.texts ?? []) {
    const first = lines.get(startLine) ?? "";
    if (kind !== "comment" || first.slice(0, startColumn).trim() !== "") continue;
    // The grammar of Rust counts the line feed to the comment.
    comments.set(endColumn === 0 ? endLine - 1 : endLine, first.trim());
  }
  return comments;
}

function findUndocumented(file: FileEvidence, text: string): readonly number[] | null {
  if (file.code === null || !saysLack(text)) return null;
  const declared = file.code.declarations.filter((declaration) => nameOf(declaration, file) !== null);
  const comments = indexComments(file);
  const bare = declared.filter((declaration) => readDocumentation(declaration, file, comments) === "none");
  if (MOSTLY.test(text) && bare.length > 0 && bare.length * 2 < declared.length) return null;
  return bare.map(({ startLine }) => startLine);
}
