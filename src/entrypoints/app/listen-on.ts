import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ListenSettings } from "../../config/app-settings.ts";

/** Lets a server listen, and gives the port that it listens on. Rejects when the address cannot be listened on. */
export async function listenOn(server: Server, { port, host }: ListenSettings): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  // A TCP server that listens has an address with a port.
  return (server.address() as AddressInfo).port;
}
