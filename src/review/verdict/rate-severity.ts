import type { Severity } from "../../domain/finding.ts";
import type { Conditions, Impact, Rating, Reach } from "../../domain/refutation.ts";

/** The table of `docs/severity.md`: what is gained, by whom. */
const table: Readonly<Record<Impact, Readonly<Record<Reach, Severity>>>> = {
  "code-execution": row("critical", "high", "high", "high", "medium"),
  "all-data": row("critical", "high", "high", "medium", "low"),
  "others-data": row("high", "high", "medium", "medium", "low"),
  availability: row("high", "medium", "medium", "low", "low"),
  "own-data": row("medium", "low", "low", "low", "low"),
  information: row("medium", "low", "low", "low", "low"),
  none: row("low", "low", "low", "low", "low"),
};

function row(
  ...[unauthenticated, authenticated, victim, local, trusted]: readonly [
    Severity,
    Severity,
    Severity,
    Severity,
    Severity,
  ]
): Readonly<Record<Reach, Severity>> {
  return {
    "unauthenticated-remote": unauthenticated,
    "authenticated-remote": authenticated,
    "victim-interaction": victim,
    local,
    "trusted-input": trusted,
  };
}

const underConditions: Readonly<Record<Conditions, Readonly<Record<Severity, Severity>>>> = {
  none: { critical: "critical", high: "high", medium: "medium", low: "low" },
  some: { critical: "high", high: "high", medium: "medium", low: "low" },
  unlikely: { critical: "medium", high: "medium", medium: "low", low: "low" },
};

/** Severity by the rubric of `docs/severity.md`. */
export function rateSeverity({ impact, reach, conditions }: Rating): Severity {
  return underConditions[conditions][table[impact][reach]];
}

/** Nobody calls something critical whom nobody asked twice. */
export function capSeverity(severity: Severity): Severity {
  return severity === "critical" ? "high" : severity;
}
