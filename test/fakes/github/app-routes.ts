import { expiryOf, grants, mintToken, tokenCovers } from "./authenticate.ts";
import { presentApp, presentPublicUser } from "./present-account.ts";
import { presentInstallation, presentRepository } from "./present-repository.ts";
import {
  type Answer,
  ApiFailure,
  notFound,
  paginate,
  type Route,
  type RouteRequest,
  readNumber,
  repositoryRoute,
  unprocessable,
} from "./route.ts";
import {
  findAccount,
  type Installation,
  installationOf,
  type Permissions,
  repositoriesOf,
  type World,
} from "./world.ts";

function findInstallation({ world, params }: RouteRequest): Installation {
  const installation = world.installations.get(readNumber(params, "installation_id"));
  if (installation === undefined || installation.isDeleted) throw notFound();
  return installation;
}

function createToken(request: RouteRequest): Answer {
  const installation = findInstallation(request);
  if (installation.suspendedAt !== null) throw new ApiFailure(403, "This installation has been suspended");
  const { world, body } = request;
  const permissions = readPermissions(body["permissions"]) ?? installation.permissions;
  if (!grants(withMetadata(installation.permissions), permissions)) {
    throw new ApiFailure(422, "The permissions requested are not granted to this installation.");
  }
  const repositoryIds = selectRepositories(world, installation, body);
  const token = mintToken(world, installation, { permissions: withMetadata(permissions), repositoryIds });
  const selected = repositoriesOf(world, installation).filter((repository) => tokenCovers(token, repository));
  return {
    status: 201,
    body: {
      token: token.text,
      expires_at: expiryOf(token),
      permissions: token.permissions,
      repository_selection: repositoryIds === null ? installation.selection : "selected",
      ...(repositoryIds === null
        ? {}
        : { repositories: selected.map((repository) => presentRepository(request.api, repository)) }),
    },
  };
}

const withMetadata = (permissions: Permissions): Permissions => ({ metadata: "read", ...permissions });

function readPermissions(value: unknown): Permissions | null {
  if (typeof value !== "object" || value === null) return null;
  const isGood = Object.values(value).every((access) => access === "read" || access === "write");
  if (!isGood) throw unprocessable("permissions have to be read or write");
  return value as Permissions;
}

function selectRepositories(
  world: World,
  installation: Installation,
  body: Readonly<Record<string, unknown>>,
): ReadonlySet<number> | null {
  const ids = body["repository_ids"];
  const names = body["repositories"];
  if (!Array.isArray(ids) && !Array.isArray(names)) return null;
  const available = repositoriesOf(world, installation);
  const wanted = Array.isArray(ids) ? ids : (names as readonly unknown[]);
  const chosen = wanted.map((item) => available.find(({ id, name }) => id === item || name === item));
  if (chosen.includes(undefined)) {
    const message =
      "There is at least one repository that does not exist or is not accessible to the parent installation.";
    throw new ApiFailure(422, message);
  }
  return new Set(chosen.flatMap((repository) => (repository === undefined ? [] : [repository.id])));
}

function listInstallationRepositories(request: RouteRequest): Answer {
  const { caller, world, api } = request;
  if (caller.kind !== "installation") throw new ApiFailure(403, "Resource not accessible by integration");
  const all = repositoriesOf(world, caller.installation).filter((repository) =>
    tokenCovers(caller.token, repository),
  );
  const shown = all.map((repository) => presentRepository(api, repository));
  return paginate(request, "/installation/repositories", shown, (repositories) => ({
    total_count: all.length,
    repository_selection: caller.installation.selection,
    repositories,
  }));
}

function revokeToken({ caller }: RouteRequest): Answer {
  if (caller.kind === "installation") caller.token.isRevoked = true;
  return { status: 204 };
}

function presentRate(request: RouteRequest): Answer {
  const { caller, world } = request;
  const hour = Math.floor(world.now() / 1000) + 3_600;
  const budget =
    caller.kind === "installation" ? caller.installation.rate : { limit: 60, used: 0, resetAt: hour };
  const core = {
    limit: budget.limit,
    used: budget.used,
    remaining: Math.max(0, budget.limit - budget.used),
    reset: budget.resetAt,
  };
  const other = { limit: 30, used: 0, remaining: 30, reset: hour };
  return { status: 200, body: { resources: { core, search: other, graphql: core }, rate: core } };
}

const app = (method: string, template: string, handle: Route["handle"]): Route => ({
  method,
  template,
  caller: "app",
  needs: [],
  handle,
});

const repositoryInstallation = repositoryRoute("GET", "/installation", [], ({ world, repository, api }) => {
  const installation = installationOf(world, repository);
  if (installation === null) throw notFound();
  return { status: 200, body: presentInstallation(api, world, installation) };
});

export const appRoutes: readonly Route[] = [
  app("GET", "/app", ({ api, world }) => ({
    status: 200,
    body: { ...presentApp(api, world.app), installations_count: world.installations.size },
  })),
  app("GET", "/app/installations", (request) => {
    const live = [...request.world.installations.values()].filter(({ isDeleted }) => !isDeleted);
    const shown = live.map((installation) => presentInstallation(request.api, request.world, installation));
    return paginate(request, "/app/installations", shown);
  }),
  app("GET", "/app/installations/{installation_id}", (request) => ({
    status: 200,
    body: presentInstallation(request.api, request.world, findInstallation(request)),
  })),
  app("POST", "/app/installations/{installation_id}/access_tokens", createToken),
  { ...repositoryInstallation, caller: "app" },
  {
    method: "DELETE",
    template: "/installation/token",
    caller: "installation",
    needs: [],
    handle: revokeToken,
  },
  {
    method: "GET",
    template: "/installation/repositories",
    caller: "installation",
    needs: [],
    handle: listInstallationRepositories,
  },
  {
    method: "GET",
    template: "/users/{username}",
    caller: "any",
    needs: [],
    handle: ({ world, api, params }) => {
      const account = findAccount(world, params["username"] ?? "");
      if (account === null) throw notFound();
      return { status: 200, body: presentPublicUser(api, account, world.app.createdAt) };
    },
  },
  { method: "GET", template: "/rate_limit", caller: "any", needs: [], handle: presentRate },
];
