import type { ImportedName } from "../../domain/flow.ts";
import type { Language } from "../../domain/syntax.ts";
import { readRustUse } from "./read-rust-use.ts";

type ReadImport = (text: string) => readonly ImportedName[];

const longestStatement = 5_000;

/** Reads an import statement of a language; empty for a statement that imports nothing. Linear. */
export function readImport(text: string, language: Language): readonly ImportedName[] {
  return text.length > longestStatement ? [] : readers[language](text);
}

const readJavaScript: ReadImport = (text) => {
  const module = /["'`]([^"'`\n]+)["'`]/.exec(text)?.[1];
  if (module === undefined) return [];
  if (/^(?:import|export)\b/.test(text)) return text.includes("from") ? readClause(text, module) : [];
  // `a = require("x")`: what is left of the sign is what it makes known.
  const equals = text.indexOf("=");
  const value = /^\s*(?:await\s+)?\(?\s*(?:await\s+)?(?:require|import)\s*\(/.test(text.slice(equals + 1));
  if (equals < 0 || !value) return [];
  const target = text
    .slice(0, equals)
    .replace(/^(?:const|let|var)\b/, "")
    .trim();
  const names = target.startsWith("{") ? readNames(target, ":") : [{ name: target, imported: null }];
  return names.filter(({ name }) => isName(name)).map((one) => ({ ...one, module }));
};

function readClause(text: string, module: string): readonly ImportedName[] {
  const clause = text.slice(0, text.lastIndexOf("from")).replace(/^(?:import|export)\s+(?:type\s+)?/, "");
  if (/^\*\s*$/.test(clause)) return [{ name: null, module, imported: null }];
  const whole = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1] ?? null;
  const standard = /^([\w$]+)/.exec(clause)?.[1] ?? null;
  const ofModule = [whole, standard].flatMap((name) => (name === null ? [] : [{ name, imported: null }]));
  return [...ofModule, ...readNames(clause, " as ")].map((one) => ({ ...one, module }));
}

/** The names between braces: `a`, or `a as b` where `as` stands for what parts them. */
function readNames(text: string, as: string): readonly { name: string; imported: string }[] {
  const list = /\{([^{}]*)\}/.exec(text)?.[1] ?? "";
  return list.split(",").flatMap((item) => {
    const [imported = "", name = imported] = item
      .replace(/^\s*type\s+/, "")
      .replace(/=.*$/s, "")
      .split(as)
      .map((part) => part.trim());
    return isName(name) && isName(imported) ? [{ name, imported }] : [];
  });
}

const isName = (text: string) => /^[\w$]{1,200}$/.test(text);

const readPython: ReadImport = (text) => {
  const from = /^from\s+([.\w]+)\s+import\s+([\s\S]*)$/.exec(text);
  if (from !== null) {
    const [, module = "", list = ""] = from;
    return splitAliases(list.replaceAll(/[()]|#.*/g, "")).map(({ name, path }) =>
      path === "*" ? { name: null, module, imported: null } : { name, module, imported: path },
    );
  }
  const list = /^import\s+([\s\S]*)$/.exec(text)?.[1] ?? "";
  return splitAliases(list).map(({ name, path }) => {
    const first = path.split(".")[0] ?? path;
    return { name: name === path ? first : name, module: path, imported: null };
  });
};

/** `a.b as c, d` as pairs of a path and the name it gets. */
function splitAliases(list: string): readonly { name: string; path: string }[] {
  return list.split(",").flatMap((item) => {
    const [path = "", name = path] = item.trim().split(/\s+as\s+/);
    return /^(?:[\w.]+|\*)$/.test(path) ? [{ path, name: name.trim() }] : [];
  });
}

const readGo: ReadImport = (text) => {
  const found = /^(?:import\s+)?(?:([\w.]+)\s+)?["`]([^"`\n]+)["`]/.exec(text);
  const module = found?.[2];
  if (module === undefined) return [];
  const alias = found?.[1];
  if (alias === "." || alias === "_") return [{ name: null, module, imported: null }];
  const last =
    module
      .replace(/\/v\d+$/, "")
      .split("/")
      .at(-1) ?? module;
  return [{ name: alias ?? last, module, imported: null }];
};

const readJava: ReadImport = (text) => {
  const found = /^import\s+(static\s+)?([\w.]+?)(\.\*)?\s*;?\s*$/.exec(text.trim());
  const path = found?.[2];
  if (path === undefined) return [];
  if (found?.[3] !== undefined) return [{ name: null, module: path, imported: null }];
  const name = path.split(".").at(-1) ?? path;
  const isStatic = found?.[1] !== undefined;
  return [{ name, module: isStatic ? path.slice(0, -name.length - 1) : path, imported: name }];
};

const readRuby: ReadImport = (text) => {
  const found = /^\s*(require_relative|require|load)\s*\(?\s*["']([^"'#\n]+)["']/.exec(text);
  const path = found?.[2];
  if (path === undefined) return [];
  const isRelative = found?.[1] === "require_relative" && !path.startsWith(".");
  return [{ name: null, module: isRelative ? `./${path}` : path, imported: null }];
};

const readPhp: ReadImport = (text) => {
  const use = /^use\s+(?:function\s+|const\s+)?([\s\S]*?);?\s*$/.exec(text)?.[1];
  if (use === undefined) return readPhpFile(text);
  const group = /^([\w\\]+)\\\{([^{}]*)\}/.exec(use.trim());
  const prefix = group === null ? "" : `${group[1]}\\`;
  return (group?.[2] ?? use).split(",").flatMap((item) => {
    const [path = "", alias] = item.trim().split(/\s+as\s+/i);
    if (!/^[\w\\]+$/.test(path)) return [];
    const imported = path.split("\\").at(-1) ?? path;
    return [{ name: alias ?? imported, module: `${prefix}${path}`.replace(/^\\/, ""), imported }];
  });
};

/** `require __DIR__ . "/../x.php"`: where the folder of the file is left out, it is meant. */
function readPhpFile(text: string): readonly ImportedName[] {
  const path = /["']([^"'$\n]+\.\w{1,8})["']/.exec(text)?.[1];
  if (path === undefined) return [];
  const up = /dirname\s*\(\s*__DIR__/.test(text) ? "../" : "./";
  return [{ name: null, module: `${up}${path.replace(/^\.?\//, "")}`, imported: null }];
}

const readC: ReadImport = (text) => {
  const module = /^#\s*include\s*"([^"\n]+)"/.exec(text.trim())?.[1];
  return module === undefined ? [] : [{ name: null, module, imported: null }];
};

const readCsharp: ReadImport = (text) => {
  const found = /^(?:global\s+)?using\s+(?:static\s+)?(?:(\w+)\s*=\s*)?([\w.]+)\s*;?\s*$/.exec(text.trim());
  const module = found?.[2];
  if (module === undefined) return [];
  const name = found?.[1] ?? null;
  return [{ name, module, imported: name === null ? null : (module.split(".").at(-1) ?? null) }];
};

const readers: Readonly<Record<Language, ReadImport>> = {
  javascript: readJavaScript,
  typescript: readJavaScript,
  tsx: readJavaScript,
  python: readPython,
  go: readGo,
  java: readJava,
  ruby: readRuby,
  php: readPhp,
  c: readC,
  cpp: readC,
  csharp: readCsharp,
  rust: readRustUse,
};
