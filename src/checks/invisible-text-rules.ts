import type { InvisibleGroup } from "../domain/invisible-characters.ts";
import type { RuleDescription } from "../domain/rule.ts";

/** A rule of the check for invisible text, one for each group of characters. */
export interface InvisibleTextRule extends RuleDescription {
  readonly group: InvisibleGroup;
  readonly attack: string;
}

/** The rules, gravest first. CVE-2021-42574 is the attack with bidirectional controls. */
export const invisibleTextRules: readonly [InvisibleTextRule, ...InvisibleTextRule[]] = [
  {
    id: "invisible.bidirectional",
    group: "bidirectional",
    title: "Text that reads in another order than it runs",
    cwe: "CWE-1007",
    severity: "high",
    description:
      "Bidirectional control characters make the code look different from what a compiler reads (CVE-2021-42574).",
    attack: "An author hides a change of behaviour: a reviewer sees harmless code, and other code runs.",
    help: "Remove the characters, or write them as escapes inside string literals.",
  },
  {
    id: "invisible.tag",
    group: "tag",
    title: "Hidden message in tag characters",
    cwe: "CWE-451",
    severity: "high",
    description: "Tag characters spell a text that no editor shows and that a language model reads.",
    attack: "An author gives instructions to tools that read the code, and no reviewer sees them.",
    help: "Remove the characters.",
  },
  {
    id: "invisible.control",
    group: "control",
    title: "Control characters in the text",
    cwe: "CWE-116",
    severity: "medium",
    description:
      "Control characters move the cursor, overwrite text on a terminal or break a line where none is seen.",
    attack: "An author makes a terminal or a log show other text than the file holds.",
    help: "Remove the characters, or write them as escapes inside string literals.",
  },
  {
    id: "invisible.hidden",
    group: "hidden",
    title: "Invisible characters in the text",
    cwe: "CWE-451",
    severity: "medium",
    description: "Characters without width make two names look alike, or hide a text between visible ones.",
    attack: "An author makes a comparison, a name or a domain differ from what a reviewer reads.",
    help: "Remove the characters, or write them as escapes inside string literals.",
  },
];
