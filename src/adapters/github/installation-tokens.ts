import { createAppAuth } from "@octokit/auth-app";
import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import { readRateLimit } from "./read-rate-limit.ts";
import { repeatRead, type Sleep } from "./repeat-read.ts";
import type { SendRequest, SentRequest } from "./send-request.ts";
import { badResponse, rateLimitError, translateAnswer, translateLoss } from "./translate-github-error.ts";

/** What a token is good for: one repository, by id or by name, or all (null), and no more rights than named. */
export interface TokenScope {
  readonly installationId: number;
  readonly repository: number | string | null;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
}

/** Tokens of installations, minted when they are needed and kept until shortly before they expire. */
export interface InstallationTokens {
  fetchToken(scope: TokenScope): Promise<string>;
  /** Another token in the place of one that GitHub refused. */
  renewToken(scope: TokenScope, refused: string): Promise<string>;
  /** Speaks for the App itself for a few minutes. */
  signAppToken(): Promise<string>;
}

export interface InstallationTokensOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly send: SendRequest;
  readonly sleep: Sleep;
  readonly now: () => number;
  readonly log: Log;
}

const MintedToken = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });

interface Kept {
  readonly text: string;
  readonly expiresAtMs: number;
}

const route = "POST /app/installations/{installation_id}/access_tokens";
/** A job that begins with a token should not see it expire. */
const marginMs = 10 * 60_000;

export function createInstallationTokens(options: InstallationTokensOptions): InstallationTokens {
  const { appId, privateKey, now, sleep, log } = options;
  const authenticate = createAppAuth({ appId, privateKey, log: silentLog });
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Kept>>();

  const mint = async (scope: TokenScope): Promise<Kept> => {
    const authorization = `Bearer ${await signAppToken(authenticate)}`;
    const parameters = composeMint(scope);
    const sent = await options.send({ route, parameters, authorization, signal: null });
    const minted = readMinted(sent, now());
    log.debug("installation token minted", { installation: scope.installationId });
    return minted;
  };
  const mintOnce = (scope: TokenScope): Promise<Kept> => {
    const key = keyOf(scope);
    const running = pending.get(key);
    if (running !== undefined) return running;
    const minting = repeatRead(() => mint(scope), sleep, null).finally(() => pending.delete(key));
    pending.set(key, minting);
    return minting;
  };
  const fetchFresh = async (scope: TokenScope): Promise<string> => {
    const minted = await mintOnce(scope);
    for (const [key, token] of kept) if (token.expiresAtMs <= now()) kept.delete(key);
    kept.set(keyOf(scope), minted);
    return minted.text;
  };
  return {
    async fetchToken(scope) {
      const known = kept.get(keyOf(scope));
      const isFresh = known !== undefined && known.expiresAtMs - marginMs > now();
      return isFresh ? known.text : fetchFresh(scope);
    },
    async renewToken(scope, refused) {
      const known = kept.get(keyOf(scope));
      return known !== undefined && known.text !== refused ? known.text : fetchFresh(scope);
    },
    signAppToken: () => signAppToken(authenticate),
  };
}

const silence = () => undefined;
const silentLog = { debug: silence, info: silence, warn: silence, error: silence };

function keyOf({ installationId, repository, permissions }: TokenScope): string {
  return JSON.stringify([installationId, repository, permissions]);
}

function composeMint(scope: TokenScope): Readonly<Record<string, unknown>> {
  const { installationId, repository, permissions } = scope;
  if (repository === null) return { installation_id: installationId, permissions };
  const target = typeof repository === "number" ? "repository_ids" : "repositories";
  return { installation_id: installationId, [target]: [repository], permissions };
}

async function signAppToken(authenticate: ReturnType<typeof createAppAuth>): Promise<string> {
  try {
    const { token } = await authenticate({ type: "app" });
    return token;
  } catch {
    // The error of the library may quote the key.
    throw new ReviewError("GITHUB_UNAUTHORISED", "The private key of the App cannot be used.", {
      remedy: "Set the private key to the whole PEM file that GitHub gave for the App.",
    });
  }
}

function readMinted(sent: SentRequest, nowMs: number): Kept {
  // A token that nobody got does no harm, so minting counts as reading.
  const request = { route, isWrite: false, nowMs };
  if (sent.kind === "lost") throw translateLoss(sent, request);
  const limit = readRateLimit(sent, nowMs);
  if (limit !== null) throw rateLimitError(limit.waitMs);
  if (sent.status === 422) throw refusedScope(sent.body);
  if (sent.status !== 201) throw translateAnswer(sent, request);
  const minted = MintedToken.safeParse(sent.body);
  if (!minted.success) throw badResponse(route, false);
  return { text: minted.data.token, expiresAtMs: Date.parse(minted.data.expires_at) };
}

function refusedScope(body: unknown): ReviewError {
  if (/permissions requested/i.test(JSON.stringify(body) ?? "")) {
    return new ReviewError("GITHUB_FORBIDDEN", "The installation does not grant what the App needs.", {
      remedy: "Accept the permissions that the App asks for.",
    });
  }
  return new ReviewError("GITHUB_NOT_FOUND", "The repository is not part of the installation.");
}
