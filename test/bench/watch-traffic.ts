import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Counts what a server of this process sends. */
export interface Traffic extends Disposable {
  /** Bytes of all answers so far, heads included. */
  bytes(): number;
}

const channel = "http.server.response.finish";

/** Watches the server of this process that listens at a URL. */
export function watchTraffic(url: string): Traffic {
  const port = Number(new URL(url).port);
  const written = new Map<Socket, number>();
  // Node describes what it publishes here in its own documentation.
  const listen = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort === port) written.set(socket, socket.bytesWritten);
  };
  subscribe(channel, listen);
  return {
    bytes: () => [...written.values()].reduce((sum, bytes) => sum + bytes, 0),
    [Symbol.dispose]: () => void unsubscribe(channel, listen),
  };
}
