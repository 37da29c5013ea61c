import c from "@ast-grep/lang-c";
import cpp from "@ast-grep/lang-cpp";
import csharp from "@ast-grep/lang-csharp";
import go from "@ast-grep/lang-go";
import java from "@ast-grep/lang-java";
import php from "@ast-grep/lang-php";
import python from "@ast-grep/lang-python";
import ruby from "@ast-grep/lang-ruby";
import rust from "@ast-grep/lang-rust";
import { Lang, type parse, registerDynamicLanguage } from "@ast-grep/napi";
import type { Language } from "../../domain/syntax.ts";

type ParserName = Parameters<typeof parse>[0];

const builtIn: Partial<Record<Language, ParserName>> = {
  javascript: Lang.JavaScript,
  typescript: Lang.TypeScript,
  tsx: Lang.Tsx,
};

let isRegistered = false;

/** Makes every grammar known to the native parser. The registration is per process and happens once. */
export function loadGrammars(): void {
  if (isRegistered) return;
  registerDynamicLanguage({ c, cpp, csharp, go, java, php, python, ruby, rust });
  isRegistered = true;
}

/** The name by which the native parser knows a language. */
export function parserName(language: Language): ParserName {
  return builtIn[language] ?? language;
}
