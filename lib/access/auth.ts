import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { magicLink } from "better-auth/plugins/magic-link";
import type { Database } from "../catalog/index.ts";

/** A sign-in link works once and for this long, seconds. */
const linkSeconds = 15 * 60;

export interface AuthOptions {
  db: Database;
  /** The tables better-auth reads and writes. */
  tables: Record<string, unknown>;
  /** The address in the browser, without a path. */
  baseUrl: string;
  /** Signs cookies; kept in the data folder. */
  secret: string;
  /** Called with a new sign-in link; the process that asked for it prints it. */
  onLink(url: string): void;
}

/** Accounts and sessions by better-auth: one-time links, then a signed, HTTP-only session cookie. */
export function createAuth({ db, tables, baseUrl, secret, onLink }: AuthOptions) {
  return betterAuth({
    baseURL: baseUrl,
    basePath: "/api/auth",
    secret,
    telemetry: { enabled: false },
    database: drizzleAdapter(db, { provider: "sqlite", schema: tables }),
    trustedOrigins: [baseUrl],
    session: { expiresIn: 30 * 24 * 3600, updateAge: 24 * 3600 },
    advanced: {
      cookiePrefix: "footnote",
      // Made by the web process (lib/processes/serve): headers of strangers don't say who they are.
      ipAddress: { ipAddressHeaders: ["x-footnote-address"] },
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
    },
    logger: { level: "error" },
    plugins: [magicLink({ expiresIn: linkSeconds, storeToken: "hashed", sendMagicLink: ({ url }) => onLink(url) })],
  });
}

export type Auth = ReturnType<typeof createAuth>;
