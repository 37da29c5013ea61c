import type { FlowImport } from "../../domain/flow.ts";
import type { Language } from "../../domain/syntax.ts";
import { type ModulePlaces, resolveClass, resolveImport } from "./resolve-import.ts";
import type { SlicedUse } from "./slice-values.ts";

/** A name whose definition stands in another file, and where that may be. */
export interface ImportTarget extends ModulePlaces {
  readonly name: string;
  /** What the text calls it: a default export may have this name at home, or none. */
  readonly alias: string;
  /** Class that it belongs to; null when it is not known to be a member. */
  readonly container: string | null;
  /** Nothing but the name is known. */
  readonly isGuess: boolean;
}

export interface TargetContext {
  readonly path: string;
  readonly language: Language;
  readonly imports: readonly FlowImport[];
}

const mostPaths = 40;
const mostBindless = 8;
const mostTargets = 24;
/** Shorter names, and these, stand for too many things to be looked for by themselves. */
const shortestGuess = 5;
const builtIn: ReadonlySet<string> = new Set(
  `append assert charAt close concat console count create debug endsWith entries equals error every exists filter
  find first flush foreach format forEach getenv hasOwnProperty includes indexOf insert isArray isEmpty items
  iterator length lines lower match module open parse parseInt print printf println push range read remove render
  replace require reverse round search select setTimeout shift slice splice split sprintf start startsWith
  string stringify strip substr substring toList toLowerCase toString trim unwrap update upper value values write`.split(
    /\s+/,
  ),
);

/** The definitions in other files that the uses of a hunk call for, each once, in the order of the uses. */
export function listTargets(uses: readonly SlicedUse[], context: TargetContext): readonly ImportTarget[] {
  const byName = new Map(
    context.imports.flatMap((one) => (one.name === null ? [] : [[one.name, one] as const])),
  );
  const targets = new Map<string, ImportTarget>();
  for (const use of uses) {
    if (targets.size >= mostTargets) break;
    const target = findTarget(use, byName, context);
    const key = target === null ? "" : `${target.container ?? ""} ${target.name}`;
    if (target !== null && !targets.has(key)) targets.set(key, target);
  }
  return [...targets.values()];
}

function findTarget(
  use: SlicedUse,
  byName: ReadonlyMap<string, FlowImport>,
  context: TargetContext,
): ImportTarget | null {
  const { text, chain, isCalled } = use;
  const root = chain[0] ?? text;
  const imported = byName.get(root);
  if (imported !== undefined) return isWanted(use) ? ofImport(use, imported, context) : null;
  if (!isCalled) return null;
  const owner = [...chain, text].find((step) => /^[A-Z][a-z]/.test(step)) ?? null;
  const ownerPaths = owner === null ? [] : listClassPaths(owner, context);
  if (owner !== null && ownerPaths.length > 0) {
    return { name: text, alias: text, container: owner, paths: ownerPaths, folders: [], isGuess: false };
  }
  const paths = context.imports
    .filter(({ name }) => name === null)
    .slice(0, mostBindless)
    .flatMap((one) => resolveImport({ ...one, from: context.path, language: context.language }).paths);
  const isGuess = paths.length === 0;
  if (isGuess && (use.hop > 0 || text.length < shortestGuess || builtIn.has(text))) return null;
  return { name: text, alias: text, container: null, paths: paths.slice(0, mostPaths), folders: [], isGuess };
}

/** Types tell little; what is called, passed on or compared with tells more. */
function isWanted({ text, chain, isCalled }: SlicedUse): boolean {
  return isCalled || chain.length > 0 || !/^[A-Z][a-z]/.test(text);
}

function ofImport(
  { text, chain }: SlicedUse,
  { name, module, imported }: FlowImport,
  { path, language }: TargetContext,
): ImportTarget {
  const isMember = chain.length > 0;
  const places = resolveImport({ module, imported, from: path, language });
  return {
    ...places,
    name: isMember ? text : (imported ?? text),
    alias: text,
    container: isMember ? (imported ?? name) : null,
    isGuess: false,
  };
}

/** Where a class may stand: beside the file, or in a namespace that is imported as a whole. */
function listClassPaths(owner: string, { path, language, imports }: TargetContext): readonly string[] {
  const near = resolveClass(owner, path, language);
  if (near.length === 0) return [];
  const separator = language === "php" ? "\\" : ".";
  const wide = imports
    .filter(({ name }) => name === null)
    .slice(0, mostBindless)
    .flatMap(({ module }) => {
      if (language === "ruby") return resolveImport({ module, imported: null, from: path, language }).paths;
      const inner = `${module}${separator}${owner}`;
      return resolveImport({ module: inner, imported: owner, from: path, language }).paths;
    });
  return [...new Set([...near, ...wide])].slice(0, mostPaths);
}
