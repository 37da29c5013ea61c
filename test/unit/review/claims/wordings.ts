import type { SuggestionCategory } from "../../../../src/domain/finding.ts";
import type { Topic, Wording } from "./subject.ts";

type Compose = (name: string, scope: string) => readonly [title: string, explanation: string];

/** How models say it: with and without back-quotes, tersely and at length, with the reason and the repair. */
const phrases: Readonly<Record<Topic, readonly [SuggestionCategory, ...Compose[]]>> = {
  "unused-import": [
    "unused-code",
    (name) => ["Unused import", `\`${name}\` is imported but never used.`],
    (name) => [`Unused import ${name}`, "The import can be removed to keep the file clean."],
    (name) => [
      "Remove unneeded import",
      `The module imports \`${name}\`, but it does not seem to be used anywhere.`,
    ],
    (name) => [
      `\`${name}\` is not used`,
      "An import that nothing references is clutter and may hide missing functionality.",
    ],
  ],
  "unused-variable": [
    "unused-code",
    (name) => ["Unused variable", `\`${name}\` is assigned but its value is never read.`],
    (name) => [`Variable ${name} is never used`, "It can be deleted without changing the behaviour."],
    (name) => [`\`${name}\` is unused`, "The variable is defined and nothing uses it afterwards."],
  ],
  "unused-function": [
    "unused-code",
    (name) => ["Unused function", `\`${name}\` is never called.`],
    (name) => [`Dead code: \`${name}()\``, "Nothing references this function, so it can be removed."],
    (name) => ["Function is not used", `The function \`${name}\` is defined but not used anywhere.`],
  ],
  "unused-parameter": [
    "unused-code",
    (name, scope) => ["Unused parameter", `The parameter \`${name}\` of \`${scope}\` is never used.`],
    (name) => [`Parameter \`${name}\` is unused`, "The body of the function does not read it."],
    (name, scope) => [`Argument ${name} is not used`, `\`${scope}\` accepts the argument without using it.`],
  ],
  "camel-case": [
    "naming",
    (name) => [
      "Inconsistent naming style",
      `\`${name}\` uses camelCase while the rest of the code uses snake_case.`,
    ],
    (name) => [
      `\`${name}\` should be snake_case`,
      "The name is written in camelCase, against the convention of the language.",
    ],
    (name) => [
      "camelCase name",
      `Rename \`${name}\`: camelCase does not fit the naming conventions used here.`,
    ],
  ],
  "snake-case": [
    "naming",
    (name) => [
      "Inconsistent naming style",
      `\`${name}\` uses snake_case while the rest of the code uses camelCase.`,
    ],
    (name) => [
      `\`${name}\` should be camelCase`,
      "The name is written in snake_case, against the convention of the language.",
    ],
    (name) => [
      "Name with underscores",
      `Rename \`${name}\`: underscores do not fit the naming conventions used here.`,
    ],
  ],
  "constant-name": [
    "naming",
    (name) => [
      "Constant is not in upper case",
      `\`${name}\` is a constant and should be written in UPPER_SNAKE_CASE.`,
    ],
    (name) => [
      `\`${name}\` should be upper case`,
      "Constants of a module are written in upper case by convention.",
    ],
  ],
  "no-documentation": [
    "documentation",
    (name) => ["Missing docstring", `\`${name}\` has no docstring or comment that explains its purpose.`],
    (name) => [
      `\`${name}\` is undocumented`,
      "Add documentation to make the purpose and the parameters clear.",
    ],
    (name) => ["Add documentation", `The declaration \`${name}\` lacks a docstring.`],
  ],
  "no-parameter-type": [
    "type-hints",
    (name, scope) => ["Missing type hint", `The parameter \`${name}\` of \`${scope}\` has no type hint.`],
    (_name, scope) => ["Missing type annotations", `\`${scope}\` lacks type annotations for its parameters.`],
    (name) => [
      `Parameter \`${name}\` is untyped`,
      "Adding a type annotation would make the interface clearer.",
    ],
  ],
  "no-result-type": [
    "type-hints",
    (name) => ["Missing return type", `\`${name}\` has no return type annotation.`],
    (name) => [
      `Return type of \`${name}\` is missing`,
      "Add a return annotation so that callers know what to expect.",
    ],
  ],
  "bad-indentation": [
    "formatting",
    () => ["Inconsistent indentation", "The indentation of this line does not follow the rest of the file."],
    () => ["Wrong indentation", "The block is indented differently from the other blocks of the code."],
  ],
  "bad-spacing": [
    "formatting",
    () => ["Inconsistent spacing", "The spacing here does not match the rest of the file."],
    () => ["Spacing is inconsistent", "White space is not used consistently in this place."],
  ],
  "hard-coded": [
    "constants",
    (name) => ["Hard-coded value", `The value \`${name}\` is hard-coded in the function.`],
    (name) => [
      `Hardcoded ${name}`,
      `"${name}" should come from the configuration rather than being hard-coded.`,
    ],
    (name) => ["Magic value", `The literal \`${name}\` is hard coded; a named constant would explain it.`],
  ],
  "not-a-constant": [
    "constants",
    (name) => ["Use a constant", `\`${name}\` is a hard-coded value and should be a named constant.`],
    (name) => [
      "Hard-coded value should be a constant",
      `Values such as \`${name}\` should be defined as constants at the top of the file.`,
    ],
  ],
  "joined-path": [
    "file-handling",
    () => [
      "Path built by string concatenation",
      "The path components are concatenated with +, which breaks with separators.",
    ],
    () => ["Use a path function", "The code concatenates path components instead of joining them properly."],
    () => ["String concatenation for file paths", "Concatenating strings to build a path is fragile."],
  ],
  todo: [
    "todo",
    () => ["Unresolved TODO", "A TODO comment was left in the code."],
    () => ["TODO comment", "The code contains a TODO that should be resolved or tracked."],
    () => ["Open TODO left behind", "This marker points to unfinished work."],
  ],
  "no-error-handling": [
    "error-handling",
    (name) => ["Missing error handling", `\`${name}\` does not handle errors.`],
    (name) => [
      `No error handling in \`${name}\``,
      "A failure would propagate to the caller without being caught.",
    ],
    (name) => ["Unhandled exceptions", `Exceptions raised in \`${name}\` are not caught; add a try block.`],
  ],
  "swallowed-error": [
    "error-handling",
    () => ["Exception is swallowed", "The handler silently ignores the exception."],
    () => ["Empty exception handler", "Errors are silently swallowed here, which hides failures."],
  ],
  "broad-handler": [
    "error-handling",
    () => ["Broad exception handler", "The handler is too broad; catch specific exceptions."],
    () => ["Catches all exceptions", "A generic exception is caught where a specific one is expected."],
  ],
  "ignored-error": [
    "error-handling",
    () => ["Error is ignored", "The returned error is not checked."],
    () => ["Unchecked error", "The error of this call is discarded instead of being handled."],
  ],
  "logged-secret": [
    "logging",
    (name) => ["Sensitive data in the log", `The password or token \`${name}\` is logged.`],
    (name) => ["Secret is logged", `This statement logs \`${name}\`, which exposes a credential.`],
    () => ["Credential written to the log", "A password or token is logged in plain text."],
  ],
  called: [
    "hardening",
    (name) => [`Call to \`${name}\``, `The code calls \`${name}\`.`],
    (name) => [`Use of \`${name}\``, `\`${name}\` is called here.`],
  ],
  "never-called": [
    "hardening",
    (name, scope) => [`No call to \`${name}\``, `\`${scope}\` never calls \`${name}\`.`],
    (name) => ["Missing call", `\`${name}\` is never called.`],
  ],
};

/** Every way in which a topic is put, with its category. */
export function composeWordings(topic: Topic, name: string, scope: string): readonly Wording[] {
  const [category, ...ways] = phrases[topic];
  return ways.map((compose) => {
    const [title, explanation] = compose(name, scope);
    return { category, title, explanation };
  });
}
