/** What a request of the operator is about. `id` is null where no job can have what stands there as its id. */
export type OperatorTarget =
  | { readonly kind: "metrics" }
  | { readonly kind: "list"; readonly query: URLSearchParams }
  | { readonly kind: "show" | "retry" | "cancel"; readonly id: string | null };

/** Reads the path of a request; null when it is none of the operator's. */
export function readOperatorTarget(url: string): OperatorTarget | null {
  const [path = "", query = ""] = url.split("?", 2);
  if (path === "/metrics") return { kind: "metrics" };
  if (path === "/jobs") return { kind: "list", query: new URLSearchParams(query) };
  const match = /^\/jobs\/([^/]+)(?:\/(retry|cancel))?$/.exec(path);
  if (match === null) return null;
  const [, id = "", verb] = match;
  return { kind: verb === "retry" || verb === "cancel" ? verb : "show", id: readId(id) };
}

/** Ids of jobs are short and printable; anything else need not trouble a database. */
function readId(encoded: string): string | null {
  try {
    const id = decodeURIComponent(encoded);
    return /^[\x21-\x7e]{1,200}$/.test(id) ? id : null;
  } catch {
    // Broken percent encoding names nothing.
    return null;
  }
}
