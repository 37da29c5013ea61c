import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the browser brought to GitHub's page for new Apps. */
export interface BroughtManifest {
  readonly path: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly referrer: string | null;
}

/** An answer of the API; null never answers. */
export type Exchange = { readonly status: number; readonly body: string } | null;

/** The part of GitHub that makes Apps of manifests, and tells Apps who they are. */
export interface ManifestServer extends AsyncDisposable {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly brought: readonly BroughtManifest[];
  /** Codes that were to be exchanged, in order. */
  readonly codes: readonly string[];
  /** Says what the next exchanges are answered. */
  answer(exchange: Exchange): void;
  /** Says what an App that asks about itself is answered. */
  answerApp(answer: Exchange): void;
}

/** The code that every browser is sent back with. */
export const madeCode = "made4711";

/** GitHub's own page stands in between, so that it is GitHub who leads back. */
const agreement = (back: string) =>
  `<!doctype html><title>GitHub</title><link rel="icon" href="data:,"><form method="post" action="/agree"><input type="hidden" name="back" value="${back.replaceAll("&", "&amp;")}"><button>Create GitHub App</button></form>`;

function send(response: ServerResponse, answer: Exchange): void {
  if (answer === null) return;
  response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
}

function findWayBack(manifest: { readonly redirect_url: string }, { searchParams }: URL): string {
  const back = new URL(manifest.redirect_url);
  const state = searchParams.get("state") ?? "";
  back.search = String(new URLSearchParams({ code: madeCode, state }));
  return back.href;
}

/** Starts on a free port of this machine. */
export async function startManifestServer(): Promise<ManifestServer> {
  const brought: BroughtManifest[] = [];
  const codes: string[] = [];
  const unknown = { status: 404, body: '{"message":"Not Found"}' };
  let [exchange, app]: [Exchange, Exchange] = [unknown, unknown];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const form = new URLSearchParams(await text(request));
    const code = /^\/api\/v3\/app-manifests\/([^/]+)\/conversions$/.exec(url.pathname)?.[1];
    if (code !== undefined) {
      codes.push(code);
      send(response, exchange);
    } else if (url.pathname === "/api/v3/app") {
      send(response, app);
    } else if (url.pathname.endsWith("/settings/apps/new")) {
      const manifest = JSON.parse(form.get("manifest") ?? "");
      brought.push({ path: url.pathname, manifest, referrer: request.headers.referer ?? null });
      const page = agreement(findWayBack(manifest, url));
      response.writeHead(200, { "content-type": "text/html" }).end(page);
    } else {
      response.writeHead(302, { location: form.get("back") ?? "/" }).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ webUrl, apiUrl: `${webUrl}/api/v3`, brought, codes },
    answer: (next) => {
      exchange = next;
    },
    answerApp: (next) => {
      app = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
