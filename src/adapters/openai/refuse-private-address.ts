import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { ReviewError } from "../../domain/errors.ts";

/** Networks that no public endpoint has. Source: IANA special-purpose address registries (RFC 6890 and its updates). */
const networks: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 127, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["100::", 64, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fec0::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

/** Prefixes behind which an IPv6 address holds an IPv4 address that it leads to: compatible, NAT64 (RFC 6052), 6to4. */
const holders: readonly ((ipv4: string) => readonly [string, number])[] = [
  (ipv4) => [`::${ipv4}`, 96],
  (ipv4) => [`64:ff9b::${ipv4}`, 96],
  (ipv4) => [`2002:${writeAsGroups(ipv4)}::`, 16],
];

const inside = new BlockList();
for (const [network, prefix, family] of networks) {
  inside.addSubnet(network, prefix, family);
  if (family === "ipv6") continue;
  for (const hold of holders) {
    const [held, before] = hold(network);
    inside.addSubnet(held, before + prefix, "ipv6");
  }
}

function writeAsGroups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split(".").map(Number);
  return [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(":");
}

/**
 * Whether an address belongs to a private, link-local or otherwise inner network. IPv4 in IPv6 counts as what it holds:
 * mapped, compatible, behind NAT64 or 6to4.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return inside.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Names that mean this machine and nothing else: a model that runs here is reached under one of them. */
const ownNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Throws `CONFIG_INVALID` where a host is, or resolves to, an address of an inner network: a prompt must not go to
 * whoever answers there, such as the metadata service of a cloud. This machine itself may be named.
 */
export async function refusePrivateAddress(hostname: string): Promise<void> {
  if (ownNames.has(hostname)) return;
  const host = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) === 0 ? await resolveAll(host) : [host];
  if (!addresses.some(isPrivateAddress)) return;
  throw new ReviewError("CONFIG_INVALID", "The model endpoint is in a private or link-local network.", {
    remedy: "Set ASSAY_ALLOW_PRIVATE_ENDPOINT=true if that is where your model runs.",
  });
}

/** A name that cannot be resolved is left to the request itself, which then tells so. */
async function resolveAll(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
