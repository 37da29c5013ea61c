import type { RepoPath } from "../../domain/change-set.ts";
import type { Language } from "../../domain/syntax.ts";

const byExtension: Readonly<Record<Language, string>> = {
  javascript: "js jsx mjs cjs es6",
  typescript: "ts mts cts",
  tsx: "tsx",
  python: "py pyi pyw wsgi",
  go: "go",
  java: "java",
  ruby: "rb rake gemspec ru rbw jbuilder",
  php: "php phtml php3 php4 php5 php7 php8 phps inc",
  c: "c",
  cpp: "h cc cpp cxx c++ hh hpp hxx h++ ipp tpp inl ino cu cuh",
  csharp: "cs csx",
  rust: "rs",
};

const byName: Readonly<Record<string, Language>> = {
  Rakefile: "ruby",
  Gemfile: "ruby",
  Vagrantfile: "ruby",
  Guardfile: "ruby",
  Capfile: "ruby",
  Podfile: "ruby",
  Fastfile: "ruby",
  SConstruct: "python",
  SConscript: "python",
  wscript: "python",
  artisan: "php",
  Jakefile: "javascript",
};

const languages = new Map(
  Object.entries(byExtension).flatMap(([language, extensions]) =>
    // Keys of a record over Language are languages; `Object.entries` forgets it.
    extensions.split(" ").map((extension) => [extension, language as Language] as const),
  ),
);

/** The language of a file by its name; null for text without a grammar. A header is read as C++, which reads C. */
export function detectLanguage(path: RepoPath): Language | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const named = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (named !== undefined) return named;
  const dot = name.lastIndexOf(".");
  return dot < 0 ? null : (languages.get(name.slice(dot + 1).toLowerCase()) ?? null);
}
