import type { Fault, FaultTarget } from "../../fakes/github/faults.ts";

/** Every way in which a call of ours may go wrong. */
export const faultKinds: Readonly<Record<string, Fault>> = {
  "500": { kind: "status", status: 500 },
  "502 after the work": { kind: "status", status: 502, applied: true },
  "503": { kind: "status", status: 503 },
  "secondary limit (403)": { kind: "secondary-limit", retryAfterSeconds: 7 },
  "secondary limit (429)": { kind: "secondary-limit", status: 429, retryAfterSeconds: 8 },
  "primary limit": { kind: "primary-limit", resetInSeconds: 9 },
  reset: { kind: "reset" },
  "reset after the work": { kind: "reset", applied: true },
  hang: { kind: "hang" },
  "hang after the work": { kind: "hang", applied: true },
  "work after the hang": { kind: "apply-late" },
  "HTML for 502": { kind: "html" },
  "HTML for 200": { kind: "html", status: 200, applied: true },
  "half an answer": { kind: "truncated-json" },
  "half an answer, called whole": { kind: "truncated-json", isLengthRight: true },
  "token revoked": { kind: "revoke-token" },
};

/** What a call is for: GraphQL and tokens have one route for everything. */
export function nameCall({ method, route, body }: Omit<FaultTarget, "path">): string {
  if (route === "/graphql") return `GraphQL: ${nameQuery(body)}`;
  const tail = route.replace(/^\/repos\/\{owner\}\/\{repo\}/, "");
  if (!route.endsWith("/access_tokens")) return `${method} ${tail}`;
  return isOf(body, "repositories") ? "token for the organisation" : "token for the repository";
}

function nameQuery(body: unknown): string {
  const query = isOf(body, "query") ? String(body["query"]) : "";
  if (query.includes("rootFolder")) return "policy of the organisation";
  if (query.includes("changedFiles")) return "pull request";
  if (query.includes("on Tree")) return "folders";
  return query.includes("viewerDidAuthor") ? "reviews so far" : "texts";
}

function isOf<Name extends string>(body: unknown, name: Name): body is Readonly<Record<Name, unknown>> {
  return typeof body === "object" && body !== null && name in body;
}

/** The owner that a GraphQL query asks about; null for other calls. */
export function readOwner({ route, body }: Pick<FaultTarget, "route" | "body">): string | null {
  if (route !== "/graphql" || !isOf(body, "variables")) return null;
  const { variables } = body;
  return isOf(variables, "owner") ? String(variables["owner"]) : null;
}
