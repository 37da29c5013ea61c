import { Socket } from "node:net";

const blocked: string[] = [];

/** The connections that were refused since the last call, as `host:port`. */
export function takeBlockedConnections(): readonly string[] {
  return blocked.splice(0);
}

/** Whether a host name or address can only mean this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" ||
    name === "::1" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name) ||
    /^::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

interface Destination {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly path?: unknown;
}

// `connect` takes (options), (path), (port, host), or the list that node:net makes of any of them.
function readDestination(args: readonly unknown[]): Destination {
  const [first, second] = args;
  if (Array.isArray(first)) return readDestination(first);
  if (typeof first === "object" && first !== null) return first;
  if (typeof first === "string" && !/^\d+$/.test(first)) return { path: first };
  return { port: first, host: typeof second === "string" ? second : undefined };
}

/** Refuses every TCP connection that would leave this machine, TLS included; Unix sockets and loopback stay open. */
export function blockNetwork(): void {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const { host, port, path } = readDestination(args);
    const target = typeof host === "string" && host !== "" ? host : "localhost";
    if (typeof path !== "string" && !isLoopback(target)) {
      blocked.push(`${target}:${String(port)}`);
      throw new Error(`tests may not use the network: connection to ${target}:${String(port)} refused`);
    }
    return Reflect.apply(connect, this, args);
  };
}
