import { createHmac } from "node:crypto";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { createIngress, type IngressOptions } from "../../src/entrypoints/app/create-ingress.ts";
import type { VerifiedWebhook } from "../../src/entrypoints/app/receive-webhook.ts";

/** Made up at run time, so that no file holds a secret. */
export const currentSecret = ["a8f1", "0c3d", "99e7", "42b6", "5d"].join("");
export const previousSecret = ["77c2", "e51b", "04fa", "d938", "6c"].join("");

/** An ingress on a free port, with what it accepted and what it wrote into its log. */
export interface OpenIngress extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly accepted: readonly VerifiedWebhook[];
  /** Every log line, as it would be written. */
  readonly lines: readonly string[];
}

export async function openIngress(options: Partial<IngressOptions> = {}): Promise<OpenIngress> {
  const accepted: VerifiedWebhook[] = [];
  const lines: string[] = [];
  const server = createIngress({
    secrets: [currentSecret],
    isReady: () => true,
    log: createLog("trace", { write: (line) => void lines.push(line) }),
    accept: async (webhook) => void accepted.push(webhook),
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    accepted,
    lines,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const sign = (body: string | Buffer, secret = currentSecret): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

/** Headers as GitHub sends them, with a right signature. */
export function headersOf(body: string | Buffer, event = "pull_request"): Record<string, string> {
  return {
    host: "localhost",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-github-event": event,
    "x-hub-signature-256": sign(body),
  };
}

/** The text of a request. Where a header has several values, it stands there several times. */
export function requestText(headers: Readonly<Record<string, string | readonly string[] | null>>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (value === null ? [] : [value].flat()).map((one) => `${name}: ${one}`),
  );
  return `POST /api/github/webhooks HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** A connection of ours, and what came back on it. */
export interface RawConnection {
  readonly socket: Socket;
  /** Status of the first answer; null while there is none. */
  status(): number | null;
  text(): string;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  /** Resolves with the status of the first answer, or null when the connection ends without one. */
  readonly answered: Promise<number | null>;
}

export function openRaw(port: number): RawConnection {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  const status = () => {
    const found = /^HTTP\/1\.1 (\d{3})/.exec(text);
    return found === null ? null : Number(found[1]);
  };
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  const answered = new Promise<number | null>((resolve) => {
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      if (text.includes("\r\n\r\n")) resolve(status());
    });
    socket.once("close", () => resolve(status()));
  });
  // A connection that is reset has been cut, which is what these tests look for.
  socket.on("error", () => socket.destroy());
  return { socket, status, text: () => text, closed, answered };
}

/** Sends bytes as they are and gives the status of the answer. */
export async function sendRaw(port: number, ...pieces: readonly (string | Buffer)[]): Promise<number | null> {
  const connection = openRaw(port);
  for (const piece of pieces) connection.socket.write(piece);
  const status = await connection.answered;
  connection.socket.destroy();
  return status;
}
