import { isIP } from "node:net";

export interface HostOptions {
  /** Names that people type besides the local ones, without port; `*.example.org` stands for every name below it. */
  allowed: readonly string[];
  /** The address in front of a proxy, where one is set. */
  publicUrl: string | undefined;
}

/**
 * Whether a request was meant for this Footnote: a page of another site can have its own name point to this machine and
 * would then be its own origin here (DNS rebinding). Local names, the address that was connected to, and what is configured
 * are let through.
 * @param host the Host header, with or without port
 * @param localAddress the address of this machine that the request came in at
 */
export function createHostCheck({ allowed, publicUrl }: HostOptions) {
  const names = allowed.map((name) => name.toLowerCase());
  const own = publicUrl === undefined ? null : new URL(publicUrl).hostname.toLowerCase();
  return (host: string | undefined, localAddress: string | undefined): boolean => {
    const name = nameOf(host);
    if (name === null) return false;
    if (name === "localhost" || name.endsWith(".localhost") || name === own) return true;
    const address = name.replace(/^\[|\]$/g, "");
    if (isIP(address) > 0 && (isLoopback(address) || address === plain(localAddress))) return true;
    return names.some((one) => (one.startsWith("*.") ? name.endsWith(one.slice(1)) : name === one));
  };
}

/** The name of a Host header, in small letters, without port and without the root's dot; null for what is none. */
function nameOf(host: string | undefined): string | null {
  const match = /^(\[[\da-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/i.exec(host ?? "");
  return match?.[1]?.toLowerCase().replace(/\.$/, "") ?? null;
}

function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** An IPv4 address that arrives at an IPv6 socket looks like `::ffff:192.0.2.1`. */
function plain(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, "");
}
