import type { IncomingMessage } from "node:http";

/** What became of a body. */
export type BodyReading =
  | { readonly kind: "whole"; readonly pieces: readonly Buffer[] }
  | { readonly kind: "too-large" }
  /** Cut here, because all bodies together took too much memory and this one was the largest. */
  | { readonly kind: "crowded-out" }
  /** The other side went away, or was too slow. */
  | { readonly kind: "broken-off" };

interface OpenBody {
  bytes: number;
  readonly cut: () => void;
}

/** Reads bodies into memory within a limit for each and one for all that are open at the same time. */
export interface BodyReader {
  read(request: IncomingMessage, onPiece: (piece: Buffer) => void): Promise<BodyReading>;
}

/** Makes a reader. Nothing of a body is kept once its reading has ended otherwise than `whole`. */
export function createBodyReader(limits: {
  readonly bodyBytes: number;
  readonly allBytes: number;
}): BodyReader {
  const open = new Set<OpenBody>();
  let allBytes = 0;

  function grow(body: OpenBody, bytes: number): void {
    body.bytes += bytes;
    allBytes += bytes;
    if (allBytes > limits.allBytes) findLargest(open)?.cut();
  }

  return {
    read: (request, onPiece) =>
      new Promise((resolve) => {
        const pieces: Buffer[] = [];
        const body: OpenBody = { bytes: 0, cut: () => finish({ kind: "crowded-out" }) };
        open.add(body);

        function finish(reading: BodyReading): void {
          if (!open.delete(body)) return;
          allBytes -= body.bytes;
          request.off("data", take);
          if (reading.kind !== "whole") pieces.length = 0;
          resolve(reading);
        }
        function take(piece: Buffer): void {
          if (body.bytes + piece.length > limits.bodyBytes) {
            finish({ kind: "too-large" });
            return;
          }
          pieces.push(piece);
          onPiece(piece);
          grow(body, piece.length);
        }

        request.on("data", take);
        request.once("end", () => finish({ kind: "whole", pieces }));
        request.once("error", () => finish({ kind: "broken-off" }));
        request.once("close", () => finish({ kind: "broken-off" }));
      }),
  };
}

function findLargest(bodies: ReadonlySet<OpenBody>): OpenBody | null {
  let largest: OpenBody | null = null;
  for (const body of bodies) if (largest === null || body.bytes > largest.bytes) largest = body;
  return largest;
}
