import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import { FootnoteError } from "../../base/errors.ts";

/**
 * Who sent a request: the address of the socket, or, where that is a proxy that is trusted, the last address in
 * `X-Forwarded-For` that isn't one itself. What strangers write into headers counts for nothing.
 * @param trusted addresses and networks (`10.0.0.0/8`). @throws FootnoteError `bad_config` for what is neither.
 */
export function createClientAddress(trusted: readonly string[]) {
  const proxies = new BlockList();
  for (const entry of trusted) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    try {
      if (bits === undefined) proxies.addAddress(address, family);
      else proxies.addSubnet(address, Number(bits), family);
    } catch (cause) {
      throw new FootnoteError("bad_config", `TRUSTED_PROXIES: “${entry}” is no address and no network.`, {
        hint: "Give addresses or networks such as 10.0.0.2 or 10.0.0.0/8, separated by commas.",
        cause,
      });
    }
  }
  const isTrusted = (address: string) =>
    isIP(address) > 0 && proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return (socketAddress: string | undefined, headers: IncomingHttpHeaders): string => {
    const direct = plain(socketAddress ?? "");
    if (!isTrusted(direct)) return direct;
    const given = headers["x-forwarded-for"];
    const chain = (Array.isArray(given) ? given.join(",") : (given ?? "")).split(",").map((one) => plain(one.trim()));
    for (const address of chain.reverse()) {
      if (isIP(address) === 0) break;
      if (!isTrusted(address)) return address;
    }
    return direct;
  };
}

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "");
