import type { ImportedName } from "../../domain/flow.ts";
import type { Language } from "../../domain/syntax.ts";

/** A module as a file names it. */
export interface ModuleReference extends Pick<ImportedName, "module" | "imported"> {
  /** Path of the file that imports. */
  readonly from: string;
  readonly language: Language;
}

/** Where a module may be. */
export interface ModulePlaces {
  /** Paths that may hold it, the likeliest first. */
  readonly paths: readonly string[];
  /** Ends of folders, one of whose files holds it, where a module is a folder. */
  readonly folders: readonly string[];
}

const mostPaths = 40;
const mostParents = 8;
const mostSteps = 12;

/** Paths at which an imported module may stand. A guess by the habits of each language: whoever uses it looks first. */
export function resolveImport(reference: ModuleReference): ModulePlaces {
  const { module } = reference;
  if (module.length > 400 || /[\0\n]/.test(module)) return { paths: [], folders: [] };
  const found = resolvers[reference.language](reference);
  const paths = [...new Set(found.paths ?? [])].filter((path) => path !== "" && path !== reference.from);
  return { paths: paths.slice(0, mostPaths), folders: found.folders ?? [] };
}

type Resolve = (reference: ModuleReference) => Partial<ModulePlaces>;

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const join = (folder: string, path: string) => (folder === "" ? path : `${folder}/${path}`);

/** A path below a folder with its `.` and `..` taken; null where it leads out of the repository. */
function normalize(folder: string, path: string): string | null {
  const steps: string[] = folder === "" ? [] : folder.split("/");
  for (const step of path.split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return null;
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

/** The folder, the ones that it stands in, and the top. */
function listParents(folder: string): readonly string[] {
  const steps = folder === "" ? [] : folder.split("/");
  const parents = steps.map((_, index) => steps.slice(0, steps.length - index).join("/"));
  return [...parents.slice(0, mostParents), ""];
}

const under = (folders: readonly string[], paths: readonly string[]) =>
  paths.flatMap((path) => folders.map((folder) => join(folder, path)));

const scriptEndings = ["ts", "tsx", "js", "jsx", "mts", "mjs", "cjs", "cts", "vue"];

const resolveJavaScript: Resolve = ({ from, module }) => {
  if (module.startsWith(".")) {
    const path = normalize(folderOf(from), module);
    return path === null ? {} : { paths: listScripts(path) };
  }
  const alias = /^(?:@\/|~\/|#\/?|src\/)(.+)$/.exec(module)?.[1];
  if (alias === undefined) return {};
  return { paths: under(listParents(folderOf(from)), [`src/${alias}`, alias]).flatMap(listScripts) };
};

/** A file of the name, with an ending, with another ending, or the index of a folder. */
function listScripts(path: string): readonly string[] {
  const bare = path.replace(/\.[cm]?jsx?$/, "");
  const known = /\.[a-z]{2,4}$/.test(path) ? [path] : [];
  const files = scriptEndings.map((ending) => `${bare}.${ending}`);
  const indexes = scriptEndings.slice(0, 4).map((ending) => join(path, `index.${ending}`));
  return bare === path ? [...known, ...files, ...indexes] : [...known, ...files];
}

const resolvePython: Resolve = ({ from, module, imported }) => {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const steps = module.slice(dots).split(".").filter(Boolean);
  const path = steps.slice(0, mostSteps).join("/");
  const start = dots === 0 ? null : normalize(folderOf(from), "../".repeat(dots - 1));
  if (dots > 0 && start === null) return {};
  const roots = start === null ? listParents(folderOf(from)) : [start];
  // What is imported from a package may be a module of it.
  const inner = imported === null ? [] : [`${join(path, imported)}.py`];
  const own = path === "" ? [] : [`${path}.py`];
  return { paths: under(roots, [...inner, ...own, join(path, "__init__.py")]) };
};

const resolveGo: Resolve = ({ module }) => {
  const steps = module.split("/");
  // What stands before the first folder names the module, and is no folder of it; how long it is cannot be seen.
  const folders = steps.map((_, index) => steps.slice(index).join("/"));
  return steps[0]?.includes(".") === true || steps.length > 1 ? { folders: folders.slice(1, mostSteps) } : {};
};

const resolveJava: Resolve = ({ from, module }) => {
  const steps = module.split(".").slice(0, mostSteps);
  const name = steps.at(-1) ?? "";
  // A static import names a member of the class, and a nested class one of its own.
  const files = [steps, steps.slice(0, -1)].map((path) => `${path.join("/")}.java`);
  const near = `${join(folderOf(from), name)}.java`;
  return { paths: [...under(listParents(folderOf(from)), files), near] };
};

const resolveRuby: Resolve = ({ from, module }) => {
  const path = module.replace(/\.rb$/, "");
  if (path.startsWith(".")) {
    const found = normalize(folderOf(from), path);
    return found === null ? {} : { paths: [`${found}.rb`] };
  }
  return { paths: under(listParents(folderOf(from)), [`lib/${path}.rb`, `${path}.rb`]) };
};

const resolvePhp: Resolve = ({ from, module }) => {
  if (module.startsWith(".")) {
    const found = normalize(folderOf(from), module);
    const near = module.replace(/^[./]+/, "");
    return { paths: [...(found === null ? [] : [found]), ...under(listParents(folderOf(from)), [near])] };
  }
  const steps = module.split("\\").slice(0, mostSteps);
  const [first = "", ...rest] = steps;
  const inner = rest.join("/");
  const files = [steps.join("/"), `${first.toLowerCase()}/${inner}`, `src/${inner}`, inner];
  return {
    paths: under(
      listParents(folderOf(from)),
      files.map((file) => `${file}.php`),
    ),
  };
};

const sourceEndings = ["c", "cc", "cpp", "cxx"];

/** A header, and first of all the file that holds what it declares. */
const resolveC: Resolve = ({ from, module }) => {
  const bare = module.replace(/\.[a-z+]{1,4}$/i, "");
  const files = [...sourceEndings.map((ending) => `${bare}.${ending}`), module];
  const near = files.flatMap((file) => normalize(folderOf(from), file) ?? []);
  const roots = listParents(folderOf(from));
  const apart = [`src/${bare}.c`, `src/${bare}.cpp`, `include/${module}`];
  return { paths: [...near, ...under(roots, [...apart, ...files])] };
};

const resolveCsharp: Resolve = ({ from, module, imported }) => {
  if (imported === null) return {};
  const steps = module.split(".").slice(0, mostSteps);
  const tails = steps.map((_, index) => `${steps.slice(index).join("/")}.cs`);
  return { paths: [...under(listParents(folderOf(from)), tails)] };
};

const resolveRust: Resolve = ({ from, module, imported }) => {
  const folder = folderOf(from);
  const name = from.slice(folder.length).replace(/^\/|\.rs$/g, "");
  const isRoot = ["mod", "lib", "main"].includes(name);
  // Modules of a file stand in a folder of its name.
  const own = isRoot ? folder : join(folder, name);
  const [first = "", ...rest] = module.split("::").slice(0, mostSteps);
  const depth = /^(?:super::)*/.exec(`${module}::`)?.[0].length ?? 0;
  const ups = depth / "super::".length;
  if (ups > 0) {
    const parent = normalize(own, "../".repeat(ups));
    return parent === null ? {} : { paths: listModules([parent], rest.slice(ups - 1), imported) };
  }
  if (first === "self") return { paths: listModules([own, folder], rest, imported) };
  const roots = listParents(folder).filter((path) => path === "src" || path.endsWith("/src"));
  const crates = roots.length > 0 ? roots : [folder];
  if (first === "crate") return { paths: listModules(crates, rest, imported) };
  return { paths: listModules([...crates, folder], [first, ...rest], imported) };
};

/** Files of a module by its steps; the last of them, and what is imported, may be no module but in one. */
function listModules(
  roots: readonly string[],
  steps: readonly string[],
  imported: string | null,
): readonly string[] {
  const all = imported === null ? steps : [...steps, imported];
  const paths = [all, steps, steps.slice(0, -1)].map((path) => path.join("/")).filter((path) => path !== "");
  return under(
    roots,
    [...new Set(paths)].flatMap((path) => [`${path}.rs`, `${path}/mod.rs`]),
  );
}

const resolvers: Readonly<Record<Language, Resolve>> = {
  javascript: resolveJavaScript,
  typescript: resolveJavaScript,
  tsx: resolveJavaScript,
  python: resolvePython,
  go: resolveGo,
  java: resolveJava,
  ruby: resolveRuby,
  php: resolvePhp,
  c: resolveC,
  cpp: resolveC,
  csharp: resolveCsharp,
  rust: resolveRust,
};

const classEndings: Partial<Record<Language, string>> = {
  java: "java",
  csharp: "cs",
  php: "php",
  ruby: "rb",
};

/** Where a class may stand that no import names: beside the file that uses it, or in the usual places. */
export function resolveClass(name: string, from: string, language: Language): readonly string[] {
  const ending = classEndings[language];
  if (ending === undefined || !/^[A-Z]\w{1,100}$/.test(name)) return [];
  const folder = folderOf(from);
  if (language !== "ruby") return [`${join(folder, name)}.${ending}`];
  const file = `${name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase()}.rb`;
  const folders = ["lib", "app/models", "app/services", "app/lib", "app/helpers", "app/controllers"];
  return [
    join(folder, file),
    ...under(
      listParents(folder).slice(-3),
      folders.map((path) => `${path}/${file}`),
    ),
  ];
}
