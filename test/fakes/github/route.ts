import type { Installation, InstallationToken, Permissions, Repository, World } from "./world.ts";

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who asks: nobody, the App itself (JWT), or an installation (token). */
export type Caller =
  | { readonly kind: "none" }
  | { readonly kind: "app" }
  | { readonly kind: "installation"; readonly token: InstallationToken; readonly installation: Installation };

/** One request, understood. */
export interface RouteRequest {
  readonly world: World;
  /** Base of the URLs in answers, with `/api/v3` when the caller used it. */
  readonly api: string;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RepositoryRequest extends RouteRequest {
  readonly repository: Repository;
}

export interface Route {
  readonly method: string;
  /** As in GitHub's OpenAPI description. */
  readonly template: string;
  readonly caller: "app" | "installation" | "any";
  /** One of these permissions is enough; none means that every token will do. */
  readonly needs: readonly Permissions[];
  readonly handle: (request: RouteRequest) => Answer | Promise<Answer>;
}

/** Thrown by routes to end with an error of GitHub's shape. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: Partial<Pick<ApiFailure, "errors" | "headers">> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = options.errors ?? null;
    this.headers = options.headers ?? {};
  }

  toAnswer(): Answer {
    return {
      status: this.status,
      headers: this.headers,
      body: {
        message: this.message,
        ...(this.errors === null ? {} : { errors: this.errors }),
        documentation_url: "https://docs.github.com/rest",
        status: String(this.status),
      },
    };
  }
}

export function notFound(): ApiFailure {
  return new ApiFailure(404, "Not Found");
}

export function unprocessable(...errors: readonly unknown[]): ApiFailure {
  return new ApiFailure(
    422,
    errors.every((error) => typeof error === "string") ? "Unprocessable Entity" : "Validation Failed",
    { errors },
  );
}

/** A route below `/repos/{owner}/{repo}`; the repository has been found and may be seen. */
export function repositoryRoute(
  method: string,
  path: string,
  needs: readonly Permissions[],
  handle: (request: RepositoryRequest) => Answer | Promise<Answer>,
): Route {
  // The server adds the repository before it calls a route of this kind.
  const run = (request: RouteRequest) => handle(request as RepositoryRequest);
  return { method, template: `/repos/{owner}/{repo}${path}`, caller: "installation", needs, handle: run };
}

/** One page of a list, with GitHub's `Link` header. */
export function paginate(
  request: RouteRequest,
  pathAndQuery: string,
  items: readonly unknown[],
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): Answer {
  const { perPage, page } = readPage(request.query);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const links = [
    page > 1 ? ["prev", page - 1] : null,
    page < last ? ["next", page + 1] : null,
    page < last ? ["last", last] : null,
    page > 1 ? ["first", 1] : null,
  ].filter((link) => link !== null);
  const url = (number: unknown) => {
    const query = new URLSearchParams({ ...request.query, page: String(number) });
    return `${request.api}${pathAndQuery}?${query}`;
  };
  const header = links.map(([name, number]) => `<${url(number)}>; rel="${name}"`).join(", ");
  return {
    status: 200,
    body: wrap(items.slice((page - 1) * perPage, page * perPage)),
    headers: header === "" ? {} : { link: header },
  };
}

export function readPage(query: Readonly<Record<string, string>>): {
  readonly perPage: number;
  readonly page: number;
} {
  const perPage = Math.min(100, Math.max(1, Number(query["per_page"] ?? 30) || 30));
  return { perPage, page: Math.max(1, Number(query["page"] ?? 1) || 1) };
}

/** A member of the body that has to be a string when it is there. */
export function readText(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw unprocessable(`${name} is not a string`);
  return value;
}

export function readNumber(params: Readonly<Record<string, string>>, name: string): number {
  const value = params[name] ?? "";
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}
