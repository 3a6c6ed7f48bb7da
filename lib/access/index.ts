import { FootnoteError } from "../base/errors.ts";
import type { Collections, Database, Keys } from "../catalog/index.ts";
import { createAuth } from "./auth.ts";
import type { Person } from "./person.ts";

export type { Person } from "./person.ts";
export { allows, type Right, type Role } from "./policy.ts";
export { readSecret } from "./secret.ts";

export interface AccessOptions {
  db: Database;
  tables: Record<string, unknown>;
  collections: Collections;
  keys: Keys;
  baseUrl: string;
  secret: string;
}

/** The key that a request is signed in with; undefined where its cookie counts, whatever other headers it has. */
export function keyOf(headers: Headers): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}

/** The one account of a fresh installation. */
const firstAccount = { email: "owner@footnote.local", name: "Owner" };

/** Who someone is: accounts, sessions, one-time links and keys. What they may do is asked of `lib/services`. */
export function createAccess({ db, tables, collections, keys, baseUrl, secret }: AccessOptions) {
  let lastLink = "";
  const auth = createAuth({
    db,
    tables,
    baseUrl,
    secret,
    onLink: (url) => {
      lastLink = url;
    },
  });

  return {
    /**
     * Who sends this request. @throws FootnoteError `not_signed_in`.
     */
    async person(headers: Headers): Promise<Person> {
      const bearer = keyOf(headers);
      if (bearer !== undefined) {
        const owner = await keys.owner(bearer);
        if (owner) return owner;
        throw new FootnoteError("not_signed_in", "This API key is not valid.", {
          hint: "Make a new one: npm run footnote -- key create NAME",
        });
      }
      const session = await auth.api.getSession({ headers });
      if (!session) {
        throw new FootnoteError("not_signed_in", "You are not signed in.", {
          hint: "Open the sign-in link that Footnote prints when it starts, or make a new one: npm run footnote -- link",
        });
      }
      const { id, name, email } = session.user;
      return { id, name, email };
    },

    /** A new one-time sign-in link for the first account. */
    async signInLink(): Promise<string> {
      await this.firstPerson();
      await auth.api.signInMagicLink({
        body: { ...firstAccount, callbackURL: "/", errorCallbackURL: "/sign-in" },
        headers: new Headers({ origin: baseUrl }),
      });
      return lastLink;
    },

    /** The first account and, if it is made only now, the id of its first collection. */
    async firstPerson(): Promise<{ person: Person; firstCollection: string | null }> {
      const context = await auth.$context;
      const found = await context.internalAdapter.findUserByEmail(firstAccount.email);
      const user =
        found?.user ??
        (await context.internalAdapter.createUser({ ...firstAccount, emailVerified: true }, { method: "magic-link" }));
      const firstCollection = await collections.ensureDefault(user.id);
      return { person: { id: user.id, name: user.name, email: user.email }, firstCollection };
    },

    /** better-auth's own routes: only following a link and signing out are let through. */
    async handle(request: Request): Promise<Response> {
      const path = new URL(request.url).pathname;
      const allowed =
        (request.method === "GET" && path === "/api/auth/magic-link/verify") ||
        (request.method === "POST" && path === "/api/auth/sign-out");
      if (!allowed) throw new FootnoteError("not_found", "There is nothing at this address.");
      return auth.handler(request);
    },
  };
}

export type Access = ReturnType<typeof createAccess>;
