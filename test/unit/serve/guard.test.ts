import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readConfig } from "../../../lib/base/config.ts";
import { createClientAddress } from "../../../lib/processes/serve/client-address.ts";
import { ADDRESS_HEADER, createGuard } from "../../../lib/processes/serve/guard.ts";
import { createHostCheck } from "../../../lib/processes/serve/hosts.ts";

/** What stands before everything that the web process serves, on a real server. */
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server that answers, for whatever is let through, with who sent it and how many bytes came. */
async function serve(settings: Record<string, string> = {}): Promise<number> {
  const lets = createGuard(readConfig({ ...process.env, ...settings }));
  server = createServer(async (request, response) => {
    if (!lets(request, response)) return;
    let bytes = 0;
    for await (const piece of request) bytes += piece.length;
    response.end(JSON.stringify({ from: request.headers[ADDRESS_HEADER], bytes }));
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
const send = (
  port: number,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string },
) =>
  new Promise<Answer>((resolve, reject) => {
    const { path = "/", method = "GET", headers = {}, body } = options;
    const sent = httpRequest({ port, host: "127.0.0.1", path, method, headers }, (response) => {
      let text = "";
      response.on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });

describe("a host's name", () => {
  const local = createHostCheck({ allowed: [], publicUrl: undefined });
  it.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST.",
    "footnote.localhost",
    "127.0.0.1:80",
    "127.3.4.5",
    "[::1]:3000",
    "192.0.2.7",
  ])("%s is this machine's", (host) => expect(local(host, "::ffff:192.0.2.7")).toBe(true));
  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.0.2.8",
    "[::2]",
    "2130706433",
    "evil.example:3000",
    "user@localhost",
    "localhost, evil.example",
    "localhost/evil",
    "",
    undefined,
  ])("%s is not", (host) => expect(local(host, "192.0.2.7")).toBe(false));

  it("is let through when it is configured, by itself or with all below it", () => {
    const check = createHostCheck({ allowed: ["box.lan", "*.example.org"], publicUrl: "https://ask.example.com" });
    for (const host of ["box.lan", "BOX.lan:3000", "a.example.org", "ask.example.com"])
      expect(check(host, "192.0.2.7"), host).toBe(true);
    for (const host of ["notbox.lan", "example.org", "evilexample.org", "x.ask.example.com"])
      expect(check(host, "192.0.2.7"), host).toBe(false);
  });
});

describe("a request", () => {
  it("under a foreign name is answered with what to do, pages and calls alike", async () => {
    const port = await serve();
    const page = await send(port, { headers: { host: "evil.example" } });
    expect(page.status).toBe(421);
    expect(page.text).toContain("set PUBLIC_URL or ALLOWED_HOSTS");
    const call = await send(port, { path: "/api/v1/events", headers: { host: "evil.example" } });
    expect(call.status).toBe(421);
    expect(JSON.parse(call.text).error).toMatchObject({ code: "forbidden" });
    expect((await send(port, { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it.each([
    ["/api/auth/sign-out", 17 * 1024],
    ["/api/v1/answers", 300 * 1024],
    ["/api/v1/collections/x/documents", 3 * 1024 * 1024],
  ])("to %s that announces too much is refused before it is read", async (path, bytes) => {
    const port = await serve({ MAX_UPLOAD_MB: "2" });
    const headers = { "content-length": String(bytes), expect: "100-continue" };
    const refused = await send(port, { path, method: "POST", headers, body: "x" });
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.text).error).toMatchObject({ code: "too_large", hint: expect.any(String) });
    expect((await send(port, { path, method: "POST", body: "x".repeat(1000) })).status).toBe(200);
  });

  it("that is too large is answered also to a client that sends all of it first", async () => {
    const port = await serve({ MAX_UPLOAD_MB: "2" });
    for (let round = 0; round < 5; round++) {
      const refused = await fetch(`http://127.0.0.1:${port}/api/v1/collections/x/documents`, {
        method: "POST",
        body: Buffer.alloc(20 * 1024 * 1024),
      });
      expect(refused.status).toBe(413);
      expect(await refused.json()).toMatchObject({ error: { code: "too_large" } });
    }
  });

  it("that would change a page is refused", async () => {
    const port = await serve();
    for (const method of ["POST", "PUT", "DELETE", "PATCH"])
      expect((await send(port, { method, path: "/documents" })).status).toBe(405);
  });
});

describe("who sent a request", () => {
  it("is the socket's address, whatever headers a stranger sends", async () => {
    const port = await serve();
    const lies = {
      "x-forwarded-for": "198.51.100.1",
      "x-real-ip": "198.51.100.1",
      forwarded: "for=198.51.100.1",
      [ADDRESS_HEADER]: "198.51.100.1",
    };
    expect(JSON.parse((await send(port, { headers: lies })).text).from).toBe("127.0.0.1");
  });

  it("is what a trusted proxy says, up to the first address that nobody vouches for", () => {
    const addressOf = createClientAddress(["10.0.0.0/8", "::1"]);
    const from = (socket: string, forwarded?: string) =>
      addressOf(socket, forwarded === undefined ? {} : { "x-forwarded-for": forwarded });
    expect(from("10.0.0.2", "203.0.113.9")).toBe("203.0.113.9");
    expect(from("::ffff:10.0.0.2", "198.51.100.1, 203.0.113.9, 10.1.1.1")).toBe("203.0.113.9");
    expect(from("10.0.0.2", "198.51.100.1, nonsense")).toBe("10.0.0.2");
    expect(from("10.0.0.2")).toBe("10.0.0.2");
    expect(from("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
    expect(from("::1", "2001:db8::5")).toBe("2001:db8::5");
  });

  it("is asked of nobody when the list of proxies cannot be read: that is told at the start", () => {
    for (const bad of ["example.org", "10.0.0.0/99", "10.0.0"])
      expect(() => createClientAddress([bad]), bad).toThrowError(
        expect.objectContaining({ code: "bad_config", hint: expect.any(String) }),
      );
  });
});
