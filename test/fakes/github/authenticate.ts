import { createVerify, randomBytes } from "node:crypto";
import { ApiFailure, type Caller, notFound } from "./route.ts";
import {
  covers,
  type Installation,
  type InstallationToken,
  type Permissions,
  type Repository,
  timestamp,
  type World,
} from "./world.ts";

/** Who the `Authorization` header speaks for. Throws 401 on credentials that are not, or no longer, good. */
export function authenticate(world: World, header: string | undefined): Caller {
  if (header === undefined) return { kind: "none" };
  const text = /^(?:bearer|token)\s+(\S+)$/i.exec(header)?.[1];
  if (text === undefined) throw new ApiFailure(401, "Bad credentials");
  if (!text.startsWith("ghs_")) {
    checkJwt(world, text);
    return { kind: "app" };
  }
  const token = world.tokens.get(text);
  if (
    token === undefined ||
    token.isRevoked ||
    token.expiresAt <= world.now() ||
    token.installation.isDeleted
  ) {
    throw new ApiFailure(401, "Bad credentials");
  }
  if (token.installation.suspendedAt !== null)
    throw new ApiFailure(403, "This installation has been suspended");
  return { kind: "installation", token, installation: token.installation };
}

function checkJwt(world: World, text: string): void {
  const [header = "", payload = "", signature = "", ...rest] = text.split(".");
  const bad = new ApiFailure(401, "A JSON web token could not be decoded");
  if (rest.length > 0 || readJson(header)?.["alg"] !== "RS256") throw bad;
  const verifier = createVerify("RSA-SHA256").update(`${header}.${payload}`);
  if (!verifier.verify(world.app.publicKey, signature, "base64url")) throw bad;
  const claims = readJson(payload) ?? {};
  if (String(claims["iss"]) !== String(world.app.id)) {
    throw new ApiFailure(401, "'Issuer' claim ('iss') must be an Integer");
  }
  const seconds = world.now() / 1000;
  const issued = Number(claims["iat"]);
  const expires = Number(claims["exp"]);
  // A minute for clocks that go differently.
  if (!(issued <= seconds + 60))
    throw new ApiFailure(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (!(expires > seconds - 5))
    throw new ApiFailure(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (expires > seconds + 660)
    throw new ApiFailure(401, "'Expiration time' claim ('exp') is too far in the future");
}

function readJson(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

const hourMs = 3_600_000;

/** Makes a token in the long, stateless format of 2026: opaque, about 520 characters, with dots in it. */
export function mintToken(
  world: World,
  installation: Installation,
  narrowing: { readonly permissions: Permissions; readonly repositoryIds: ReadonlySet<number> | null },
): InstallationToken {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  const text = `ghs_${world.app.id}_${random(27)}.${random(270)}.${random(80)}`;
  const token: InstallationToken = {
    text,
    installation,
    ...narrowing,
    expiresAt: world.now() + hourMs,
    isRevoked: false,
  };
  world.tokens.set(text, token);
  return token;
}

export function expiryOf(token: InstallationToken): string {
  return timestamp({ now: () => token.expiresAt });
}

export function tokenCovers(token: InstallationToken, repository: Repository): boolean {
  const inToken = token.repositoryIds === null || token.repositoryIds.has(repository.id);
  return inToken && covers(token.installation, repository);
}

const rank = { read: 1, write: 2 } as const;

/** Throws what GitHub answers to a caller that may not do this: 404 where it may not even see the repository. */
export function checkAccess(
  caller: Caller,
  repository: Repository,
  needs: readonly Permissions[],
  isWrite: boolean,
): void {
  if (caller.kind === "none") {
    if (repository.isPrivate || repository.isDeleted) throw notFound();
    if (isWrite) throw new ApiFailure(401, "Requires authentication");
    return;
  }
  if (caller.kind === "app") throw new ApiFailure(403, "Resource not accessible by integration");
  const { token } = caller;
  const isCovered = tokenCovers(token, repository);
  if (!isCovered && repository.isPrivate) throw notFound();
  if (isCovered ? !isEnough(token, needs) : isWrite) {
    throw new ApiFailure(403, "Resource not accessible by integration");
  }
}

function isEnough({ permissions }: InstallationToken, needs: readonly Permissions[]): boolean {
  return needs.length === 0 || needs.some((wanted) => grants(permissions, wanted));
}

export function grants(permissions: Permissions, wanted: Permissions): boolean {
  return Object.entries(wanted).every(([name, access]) => {
    const granted = permissions[name];
    return granted !== undefined && rank[granted] >= rank[access];
  });
}
