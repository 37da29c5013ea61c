import { z } from "zod";
import { createGitHubFetch, LostAnswer } from "./github-fetch.ts";

/** An App that GitHub made from a manifest, with the credentials that it tells this once. */
export interface CreatedApp {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** Null when GitHub made none. */
  readonly webhookSecret: string | null;
  readonly name: string;
  /** Its public page; attacker-controlled until it is compared with GitHub's address. */
  readonly pageUrl: string;
}

/**
 * What became of the code that GitHub sent the browser back with. `refused`: GitHub does not know it, or not any more.
 * `unavailable`: the same code may work later. `unusable`: an answer that nobody can use; the code is spent.
 */
export type ManifestConversion =
  | { readonly kind: "created"; readonly app: CreatedApp }
  | { readonly kind: "refused" | "unavailable" | "unusable" };

export interface ConversionOptions {
  /** Base of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** From a query: any text. */
  readonly code: string;
  readonly fetch?: typeof fetch;
  /** For the whole exchange; 15 s when absent. */
  readonly timeoutMs?: number;
}

const Created = z.object({
  id: z.int().positive(),
  pem: z.string().min(1),
  webhook_secret: z.string().nullish(),
  name: z.string(),
  html_url: z.string(),
});
const largestAnswerBytes = 1024 * 1024;

/** Exchanges the code of a manifest for the credentials of the App that was made of it. Never rejects. */
export async function convertManifest(options: ConversionOptions): Promise<ManifestConversion> {
  const { apiUrl, code, timeoutMs = 15_000 } = options;
  const ask = createGitHubFetch({
    fetch: options.fetch ?? fetch,
    timeoutMs,
    maxBytes: largestAnswerBytes,
  });
  try {
    const answer = await ask(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
      method: "POST",
      headers: { accept: "application/vnd.github+json", "user-agent": "assay" },
    });
    return answer.ok ? readCreated(await answer.text()) : { kind: judgeStatus(answer.status) };
  } catch (error) {
    if (error instanceof LostAnswer) return { kind: "unavailable" };
    throw error;
  }
}

function judgeStatus(status: number): "refused" | "unavailable" {
  return status === 404 || status === 410 || status === 422 ? "refused" : "unavailable";
}

function readCreated(text: string): ManifestConversion {
  const read = Created.safeParse(parseJson(text));
  if (!read.success) return { kind: "unusable" };
  const { id, pem, webhook_secret: webhookSecret = null, name, html_url: pageUrl } = read.data;
  return { kind: "created", app: { appId: id, privateKey: pem, webhookSecret, name, pageUrl } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is no JSON is no answer.
    return null;
  }
}
