import type { Finding } from "../../domain/finding.ts";
import { stripBlankLines } from "../answer/strip-blank-lines.ts";
import { showCode } from "./show-text.ts";

/** A fix as lines of a diff. */
export interface ShownFix {
  /** `Replaces lines 4-5:` where that is known and still holds, else empty. */
  readonly where: string;
  readonly rows: readonly { readonly sign: "-" | "+"; readonly text: string }[];
}

/** A fix that is code, or reads well enough as such. Null for none, and for one line of prose. */
export function showFix({ fix, edit, status }: Pick<Finding, "fix" | "edit" | "status">): ShownFix | null {
  const code = stripBlankLines(fix ?? "");
  if (code === "" || (edit === undefined && !code.includes("\n"))) return null;
  const replaced = edit?.replaced?.join("\n");
  return {
    // Of an earlier review the lines may have moved since.
    where: edit === undefined || status !== "new" ? "" : `Replaces ${describeLines(edit)}:`,
    rows: [
      ...(replaced === undefined ? [] : showCode(replaced)).map((text) => ({ sign: "-", text }) as const),
      ...showCode(code).map((text) => ({ sign: "+", text }) as const),
    ],
  };
}

function describeLines({
  startLine,
  endLine,
}: {
  readonly startLine: number;
  readonly endLine: number;
}): string {
  return startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
}
