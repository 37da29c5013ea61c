import type { JobState } from "../../../pipeline/ports-store-jobs.ts";

/** The page of a list, from 1 on. */
export interface ListQuery {
  /** One of the words of the filter; null for all. */
  readonly show: ReviewGroup | null;
  readonly repository: string;
  readonly page: number;
}

const groups = {
  running: ["active"],
  waiting: ["ready", "parked"],
  done: ["done"],
  failed: ["failed"],
  cancelled: ["cancelled"],
} as const satisfies Readonly<Record<string, readonly JobState[]>>;

/** States as the operator speaks of them. */
export type ReviewGroup = keyof typeof groups;
// The keys of a record are typed as texts.
export const reviewGroups = Object.keys(groups) as readonly ReviewGroup[];

/** The states of a group; all for null. */
export function statesOf(group: ReviewGroup | null): readonly JobState[] {
  return group === null ? [] : groups[group];
}

/** What a request of the operator's page is about. `id` is null where no job can have what stands there. */
export type PageTarget =
  | ShownTarget
  | { readonly kind: "icon" | "sign-in" | "sign-out" }
  | { readonly kind: "retry" | "cancel"; readonly id: string | null };

/** A page that only shows something. */
export type ShownTarget =
  | { readonly kind: "overview" | "costs" | "unknown" }
  | { readonly kind: "reviews" | "findings"; readonly query: ListQuery }
  | { readonly kind: "review"; readonly id: string | null; readonly said: string | null };

const plainPages = {
  "": "overview",
  "/": "overview",
  "/costs": "costs",
  "/icon.svg": "icon",
  "/sign-in": "sign-in",
  "/sign-out": "sign-out",
} as const;

const longestFilter = 100;
const lastPage = 10_000;

/** Reads the path of a request; null when it is none of the page's. */
export function readPageTarget(url: string): PageTarget | null {
  const [path = "", query = ""] = url.split("?", 2);
  if (path !== "/operator" && !path.startsWith("/operator/")) return null;
  const rest = path.slice("/operator".length);
  // The key was just found to be one of the record's own.
  if (Object.hasOwn(plainPages, rest)) return { kind: plainPages[rest as keyof typeof plainPages] };
  const search = new URLSearchParams(query);
  if (rest === "/reviews" || rest === "/findings") {
    return { kind: rest === "/reviews" ? "reviews" : "findings", query: readQuery(search) };
  }
  const match = /^\/reviews\/([^/]{1,400})(?:\/(retry|cancel))?$/.exec(rest);
  if (match === null) return { kind: "unknown" };
  const [, encoded = "", verb] = match;
  const id = readId(encoded);
  if (verb === "retry" || verb === "cancel") return { kind: verb, id };
  return { kind: "review", id, said: search.get("said") };
}

/** What is not understood is left out: a list is shown whatever stands in its address. */
function readQuery(search: URLSearchParams): ListQuery {
  const show = reviewGroups.find((group) => group === search.get("show")) ?? null;
  const repository = (search.get("repository") ?? "").trim().replaceAll("\0", "").slice(0, longestFilter);
  const page = /^[1-9]\d{0,4}$/.test(search.get("page") ?? "") ? Number(search.get("page")) : 1;
  return { show, repository: repository.toWellFormed(), page: Math.min(page, lastPage) };
}

function readId(encoded: string): string | null {
  try {
    const id = decodeURIComponent(encoded);
    return /^[\x21-\x7e]{1,200}$/.test(id) ? id : null;
  } catch {
    // Broken percent encoding names nothing.
    return null;
  }
}
