export type DismissReason = "false-positive" | "accepted-risk" | "wont-fix";

/** A command of the closed grammar. Free text stands only in `because`. */
export type Command =
  | { readonly kind: "review"; readonly scope: "changed" | "full" }
  | { readonly kind: "estimate" }
  | {
      readonly kind: "dismiss";
      /** Finding id as shown in the review, `A-1a2b3c4d`. */
      readonly finding: string;
      readonly reason: DismissReason;
      /** Attacker-controlled text: masked and escaped wherever it is shown. */
      readonly because: string;
      /** Last day of the dismissal, `YYYY-MM-DD`; null means until the code changes. */
      readonly until: string | null;
    }
  | { readonly kind: "reopen"; readonly finding: string }
  | { readonly kind: "explain"; readonly finding: string }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "help" };

/** Whether a command changes what is remembered of a pull request. */
export function changesMemory({ kind }: Command): boolean {
  return kind === "dismiss" || kind === "reopen" || kind === "pause" || kind === "resume";
}
