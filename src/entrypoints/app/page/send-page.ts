import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readAnnouncedBytes } from "../check-headers.ts";
import { pageStyle } from "./page-style.ts";

/** What the browser gets. */
export interface PageAnswer {
  readonly status: number;
  readonly body: string;
  /** `text/html` unless said otherwise. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Origin besides our own that a form of the page may be sent to. */
  readonly formOrigin?: string;
}

/** Largest form of ours, with room for what a browser adds. */
export const largestFormBytes = 4_096;

const styleHash = createHash("sha256").update(pageStyle).digest("base64");

/** The one style of the page, its icon, and forms that lead back here: nothing else is loaded, run or framed. */
const composePolicy = (formOrigin: string | undefined) =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "img-src 'self'",
    formOrigin === undefined ? "form-action 'self'" : `form-action 'self' ${formOrigin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const safety = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Not "no-referrer": with that, browsers send forms without the origin by which HTTPS is recognised.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Sends an answer with everything that keeps a browser from doing more than showing it. */
export function sendPage(request: IncomingMessage, response: ServerResponse, answer: PageAnswer): void {
  const bytes = Buffer.from(answer.body);
  const isKept = request.complete || (hasAnnouncedBody(request) && announced(request) <= largestFormBytes);
  response.writeHead(answer.status, {
    "content-type": answer.contentType ?? "text/html; charset=utf-8",
    "content-length": bytes.length,
    "content-security-policy": composePolicy(answer.formOrigin),
    ...safety,
    ...answer.headers,
    ...(isKept ? {} : { connection: "close" }),
  });
  response.end(bytes);
}

function hasAnnouncedBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] === undefined;
}

function announced({ headers }: IncomingMessage): number {
  return readAnnouncedBytes(headers) ?? 0;
}

/** Leads the browser on with a GET request. `path` is ours. */
export function redirectTo(path: string, headers: Readonly<Record<string, string>> = {}): PageAnswer {
  return { status: 303, body: "", headers: { location: path, ...headers } };
}
