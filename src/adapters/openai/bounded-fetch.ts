import { ReviewError } from "../../domain/errors.ts";

export interface BoundedFetchOptions {
  /** Most bytes of a body, after decompression. */
  readonly maxBytes: number;
  /** All headers that are sent; those of the caller are not. */
  readonly headers: Readonly<Record<string, string>>;
  /** Throws where nothing may be sent to this host. */
  readonly admitHost: (hostname: string) => Promise<void>;
}

/** Statuses whose answers must not have a body. */
const bodiless = new Set([101, 103, 204, 205, 304]);

/**
 * A `fetch` that reads an answer to its end before it returns, so that the caller's signal covers a dripping body,
 * refuses redirects (which would re-send the prompt elsewhere), and stops at `maxBytes` with
 * `MODEL_RESPONSE_TOO_LARGE` without ever holding more.
 */
export function createBoundedFetch(options: BoundedFetchOptions): typeof fetch {
  return async (input, init) => {
    await options.admitHost(new URL(input instanceof Request ? input.url : input).hostname);
    const response = await fetch(input, { ...init, headers: options.headers, redirect: "error" });
    const body = await readBody(response, options.maxBytes);
    const { status, statusText, headers } = response;
    return new Response(bodiless.has(status) ? null : body, { status, statusText, headers });
  };
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(maxBytes);
  }
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop by an error cancels the stream, which closes the connection.
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return join(chunks, size);
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function tooLarge(maxBytes: number): ReviewError {
  return new ReviewError(
    "MODEL_RESPONSE_TOO_LARGE",
    `The model endpoint answered with more than ${maxBytes} bytes.`,
  );
}
