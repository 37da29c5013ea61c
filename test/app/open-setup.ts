import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SetupOptions, startSetup } from "../../src/entrypoints/app/start-setup.ts";
import { type ManifestServer, startManifestServer } from "../fakes/manifest-server.ts";

/** As GitHub makes them: PKCS#1, with a line break at the end. */
export const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
/** Made up at run time, so that no file holds a secret. */
export const webhookSecret = ["3f9c", "a71e", "55d0", "b8e2", "46"].join("");

/** What GitHub tells of a new App. */
export function createdApp(webUrl: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    ...{ id: 4711, name: "Octo Review", html_url: `${webUrl}/apps/octo-review`, pem: privateKey },
    ...{ webhook_secret: webhookSecret, client_id: "Iv1.0", client_secret: "not-kept", ...changes },
  });
}

/** What GitHub tells an App about itself. */
export function existingApp(webUrl: string): string {
  return JSON.stringify({
    ...{ slug: "octo-review", html_url: `${webUrl}/apps/octo-review`, permissions: {}, events: [] },
    owner: { login: "octo-org", type: "Organization" },
  });
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

type Headed = Readonly<Record<string, string>>;

/** An open set-up page beside a GitHub of its own, with a visitor who keeps no cookies. */
export interface OpenSetup extends AsyncDisposable {
  readonly url: string;
  readonly link: string;
  readonly github: ManifestServer;
  readonly file: string;
  readonly folder: string;
  readonly said: readonly string[];
  readonly clock: { ms: number };
  readonly get: (path: string, headers?: Headed) => Promise<Reply>;
  readonly post: (path: string, fields: Headed, headers?: Headed) => Promise<Reply>;
  /** Opens the link; gives the cookie and the token of the forms. */
  readonly enter: () => Promise<{ readonly cookie: string; readonly form: string }>;
  /** The content of the environment file; empty when there is none. */
  readonly saved: () => string;
}

export async function openSetup(options: Partial<SetupOptions> = {}): Promise<OpenSetup> {
  const folder = mkdtempSync(join(tmpdir(), "assay-setup-"));
  const file = join(folder, ".env");
  const github = await startManifestServer();
  const said: string[] = [];
  const clock = { ms: Date.UTC(2026, 4, 4, 12) };
  const setup = await startSetup({
    ...{ port: 0, host: "127.0.0.1", environmentFile: file, apiUrl: github.apiUrl },
    ...{ publicAddress: "", organisation: "", say: (text: string) => void said.push(text) },
    ...{ now: () => clock.ms, environment: { PATH: process.env["PATH"] } },
    ...options,
  });
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(`${setup.url}${path}`, { redirect: "manual", ...init });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const get: OpenSetup["get"] = (path, headers = {}) => ask(path, { headers });
  return {
    ...{ url: setup.url, link: setup.link, github, file, folder, said, clock, get },
    post: (path, fields, headers = {}) =>
      ask(path, { method: "POST", body: new URLSearchParams(fields), headers }),
    enter: async () => {
      const { headers } = await get(setup.link.slice(setup.url.length));
      const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
      const { text } = await get("/setup", { cookie });
      return { cookie, form: /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "" };
    },
    saved: () => {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return "";
      }
    },
    [Symbol.asyncDispose]: async () => {
      await setup.close();
      await github[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a browser would read out of an attribute. */
export function readAttribute(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&#96;", "`")
    .replaceAll("&amp;", "&");
}
