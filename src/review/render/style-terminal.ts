import type { Severity } from "../../domain/finding.ts";
import type { Verdict } from "../../domain/review.ts";

/** Paints text for a terminal, or leaves it alone. Text must be escaped before it is painted. */
export interface TerminalStyle {
  verdict(verdict: Verdict, text: string): string;
  severity(severity: Severity, text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  removed(text: string): string;
}

const verdictCodes: Readonly<Record<Verdict, string>> = {
  "no-defects": "1;32",
  defects: "1;31",
  inconclusive: "1;33",
};

const severityCodes: Readonly<Record<Severity, string>> = {
  critical: "1;35",
  high: "1;31",
  medium: "1;33",
  low: "1;36",
};

/** ANSI select-graphic-rendition codes (ECMA-48, 8.3.117), each closed where it was opened; none without `color`. */
export function createTerminalStyle(color: boolean): TerminalStyle {
  const paint = (code: string, text: string) =>
    color && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    verdict: (verdict, text) => paint(verdictCodes[verdict], text),
    severity: (severity, text) => paint(severityCodes[severity], text),
    strong: (text) => paint("1", text),
    faint: (text) => paint("2", text),
    removed: (text) => paint("31", text),
  };
}
