import type { Language } from "../../domain/syntax.ts";
import type { NameGrammar } from "./name-grammar-shape.ts";
import { cNames, cppNames, csharpNames } from "./names-of-c-family.ts";
import { javascriptNames, tsxNames, typescriptNames } from "./names-of-javascript.ts";
import { phpNames, pythonNames, rubyNames } from "./names-of-scripting-languages.ts";
import { goNames, javaNames, rustNames } from "./names-of-typed-languages.ts";

/** How each grammar writes names. */
export const nameGrammars: Readonly<Record<Language, NameGrammar>> = {
  javascript: javascriptNames,
  typescript: typescriptNames,
  tsx: tsxNames,
  python: pythonNames,
  go: goNames,
  java: javaNames,
  ruby: rubyNames,
  php: phpNames,
  c: cNames,
  cpp: cppNames,
  csharp: csharpNames,
  rust: rustNames,
};
