import type { Route } from "./route.ts";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  /** Numeric id, when the call came as `/repositories/{id}/…`. */
  readonly repositoryId: number | null;
}

interface Pattern {
  readonly route: Route;
  readonly segments: readonly string[];
  readonly isGreedy: boolean;
}

export type MatchRoute = (method: string, path: string) => Match | null;

/** Matches literal segments before parameters; `{path}` at the end takes the rest. */
export function createRouteMatcher(routes: readonly Route[]): MatchRoute {
  const patterns = routes
    .map((route): Pattern => {
      const segments = route.template.slice(1).split("/");
      return { route, segments, isGreedy: route.template.endsWith("{path}") };
    })
    .sort((one, other) => countParameters(one) - countParameters(other));
  return (method, path) => {
    const { plain, repositoryId } = splitRepositoryId(path);
    const given = plain.slice(1).split("/");
    for (const pattern of patterns) {
      const params = pattern.route.method === method ? matchSegments(pattern, given) : null;
      if (params !== null) {
        return { route: pattern.route, params, repositoryId };
      }
    }
    return null;
  };
}

/** `/repositories/{id}/…` is `/repos/{owner}/{repo}/…` under another name. */
function splitRepositoryId(path: string): { readonly plain: string; readonly repositoryId: number | null } {
  const match = /^\/repositories\/(\d{1,15})(\/.*)?$/.exec(path);
  if (match === null) return { plain: path, repositoryId: null };
  return { plain: `/repos/-/-${match[2] ?? ""}`, repositoryId: Number(match[1]) };
}

const isParameter = (segment: string) => segment.startsWith("{");
const countParameters = ({ segments }: Pattern) => segments.filter(isParameter).length;

function matchSegments(pattern: Pattern, given: readonly string[]): Record<string, string> | null {
  const { segments, isGreedy } = pattern;
  if (isGreedy ? given.length < segments.length - 1 : given.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const isLast = isGreedy && index === segments.length - 1;
    const value = isLast ? given.slice(index).join("/") : (given[index] ?? "");
    if (isParameter(segment)) params[segment.slice(1, -1)] = decode(value);
    else if (segment !== value) return null;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
