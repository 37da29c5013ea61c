import { createdPath } from "../compose-manifest.ts";

/** What a request of the set-up is about. */
export type SetupTarget =
  | {
      readonly kind: "health" | "icon" | "root" | "start" | "create" | "import" | "save" | "done" | "unknown";
    }
  | { readonly kind: "enter"; readonly token: string }
  | { readonly kind: "created"; readonly code: string; readonly state: string };

const plain = {
  "/": "root",
  "/healthz": "health",
  "/operator/icon.svg": "icon",
  "/setup/create": "create",
  "/setup/import": "import",
  "/setup/save": "save",
  "/setup/done": "done",
} as const;

/** Which methods a target takes: what changes something is never a GET, but for the two ways in from outside. */
export function methodsOf({ kind }: SetupTarget): readonly string[] {
  if (kind === "enter" || kind === "created") return ["GET"];
  return kind === "create" || kind === "import" || kind === "save" ? ["POST"] : ["GET", "HEAD"];
}

/** Reads the address of a request. */
export function readSetupTarget(url: string): SetupTarget {
  const [path = "", query = ""] = url.split("?", 2);
  // The key was just found to be one of the record's own.
  if (Object.hasOwn(plain, path)) return { kind: plain[path as keyof typeof plain] };
  const search = new URLSearchParams(query);
  if (path === createdPath) {
    return { kind: "created", code: search.get("code") ?? "", state: search.get("state") ?? "" };
  }
  if (path !== "/setup") return { kind: "unknown" };
  const token = search.get("token");
  return token === null ? { kind: "start" } : { kind: "enter", token };
}
