import type { RepoPath } from "../../domain/change-set.ts";
import { detectLanguage } from "./detect-language.ts";
import { LAST_PLACED_RANK, rankPath } from "./rank-path.ts";

/** What the path of a file says of the trust in it, apart from its text. */
export interface PathPlace {
  /** What tools tell the kind of a file by: behind the last dot, or the whole of a name that begins with one. */
  readonly extension: string;
  /** Tests, documents or retired code, joined by commas; empty for all else. */
  readonly zone: string;
  /** Whether a tool runs, serves, loads or obeys the file because of where it is or what it is called. */
  readonly isPlaced: boolean;
  /** Source code, or pictures, fonts and sound: it does nothing until something else names it. */
  readonly isSource: boolean;
  /** The top folder of a file that a web server may run where it lies; else empty. */
  readonly root: string;
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(" "));

// Folders in which a file is run, served or loaded by its place. Those that begin with a dot and those that end in
// `.d` count too, and so does everything that `rankPath` ranks up to infrastructure code.
const PLACED_FOLDERS = wordsOf(
  "pages routes controllers middleware middlewares migrations migrate initializers mu-plugins autoload public static www " +
    "wwwroot webroot htdocs public_html cgi-bin web-inf meta-inf sites-enabled sites-available systemd cron githooks git-hooks",
);

// Only with the folder above: by themselves these are names that anybody gives.
const PLACED_PAIRS = /(?:^|\/)(?:app\/api|server\/(?:api|plugins)|(?:netlify|supabase)\/functions)\//;
const PLACED_TOPS = wordsOf("api functions");

// Names of source files, up to the first dot, that a framework or a tool looks for.
const PLACED_NAMES = wordsOf(
  "middleware _middleware proxy instrumentation page layout route template default _app _document _worker sw service-worker " +
    "settings urls wsgi asgi manage conftest __init__ __main__ sitecustomize usercustomize application global startup program " +
    "gulpfile gruntfile webpack fabfile noxfile",
);
const PLACED_PATTERN = /^\+|^hooks\.(?:server|client)\.|\.config\.[^.]+$/;

const ZONES: readonly { readonly zone: string; readonly folders: ReadonlySet<string> }[] = [
  {
    zone: "tests",
    folders: wordsOf(
      "test tests testing spec specs __tests__ __mocks__ mocks e2e cypress fixtures testdata test-data bench benches benchmark benchmarks",
    ),
  },
  {
    zone: "documents",
    folders: wordsOf(
      "docs doc documentation example examples sample samples demo demos tutorial tutorials snippets",
    ),
  },
  {
    zone: "retired",
    folders: wordsOf(
      "old legacy backup backups bak archive archived attic disabled deprecated unused obsolete retired trash tmp temp",
    ),
  },
];
const TEST_NAME = /^test_|[._-](?:test|tests|spec)\.[^.]+$/;

const SOURCE_WITHOUT_GRAMMAR = wordsOf(
  "kt kts swift scala dart ex exs erl hrl clj cljs cljc hs ml mli fs vb lua r jl pl pm m mm zig nim groovy elm vue svelte " +
    "css scss sass less graphql proto",
);
const INERT = wordsOf("png jpg jpeg gif webp avif ico bmp woff woff2 ttf otf eot mp3 mp4 ogg wav webm");
const SERVED_WHERE_THEY_LIE = wordsOf(
  "php phtml php3 php4 php5 php7 php8 phps inc jsp jspx asp aspx ashx cfm cgi pl",
);

/** Longer paths follow no convention: each of them counts as placed. */
const MAX_PATH = 1_024;

function extensionOf(name: string): string {
  if (name.startsWith(".")) return name;
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
}

function isPlaced(path: string, folders: readonly string[], name: string): boolean {
  if (path.length > MAX_PATH || rankPath(path) <= LAST_PLACED_RANK) return true;
  if (name.startsWith(".") || PLACED_PATTERN.test(name) || PLACED_NAMES.has(name.split(".", 1)[0] ?? ""))
    return true;
  if (folders.some((folder) => folder.startsWith(".") || folder.endsWith(".d") || PLACED_FOLDERS.has(folder)))
    return true;
  return PLACED_TOPS.has(folders[0] ?? "") || PLACED_PAIRS.test(path);
}

/** Reads a path by closed lists of the conventions of frameworks, servers and tools; case does not count for folders. */
export function readPlace(path: RepoPath): PathPlace {
  const lower = path.toLowerCase();
  const folders = lower.split("/");
  const name = folders.pop() ?? "";
  const extension = extensionOf(path.slice(path.lastIndexOf("/") + 1));
  const kind = extension.toLowerCase();
  const zones = ZONES.filter((entry) => folders.some((folder) => entry.folders.has(folder))).map(
    ({ zone }) => zone,
  );
  if (TEST_NAME.test(name) && !zones.includes("tests")) zones.unshift("tests");
  const isCode = detectLanguage(path) !== null || SOURCE_WITHOUT_GRAMMAR.has(kind);
  return {
    extension,
    zone: zones.join(),
    isPlaced: isPlaced(lower, folders, name),
    isSource: extension !== "" && (isCode || INERT.has(kind)),
    root: SERVED_WHERE_THEY_LIE.has(kind) ? (folders[0] ?? "") : "",
  };
}
