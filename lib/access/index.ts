import type { Collections, Database, Keys, Role } from "../catalog/index.ts";
import { FootnoteError } from "../errors.ts";
import { createAuth } from "./auth.ts";
import type { Person, Right } from "./person.ts";

export { createGuardedCollections } from "./collections.ts";
export { createGuardedComparisons } from "./comparisons.ts";
export { createGuardedConversations } from "./conversations.ts";
export { createGuardedDocuments, type UploadInput } from "./documents.ts";
export { createGuardedMeters, type MeterReport } from "./meters.ts";
export { createGuardedModels } from "./models.ts";
export type { Person, Right, RightsCheck } from "./person.ts";
export { createGuardedTestQuestions } from "./test-questions.ts";

const rightsOf: Record<Role, Right[]> = {
  reader: ["read"],
  editor: ["read", "write"],
  owner: ["read", "write", "manage"],
};

export interface AccessOptions {
  db: Database;
  tables: Record<string, unknown>;
  collections: Collections;
  keys: Keys;
  baseUrl: string;
  secret: string;
}

/** The one account of a fresh installation. */
const firstAccount = { email: "owner@footnote.local", name: "Owner" };

/**
 * Who someone is and what they may see. Rights are asked here by every call that reads or changes data, never only at
 * the edge.
 */
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
      const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
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

    /**
     * Lets a person into a collection or says that there is none: who may not see it is not told that it exists.
     * @throws FootnoteError `not_found`, or `forbidden` for a member with a lesser role.
     */
    async require(person: Person, collectionId: string, right: Right): Promise<void> {
      const role = await collections.role(collectionId, person.id);
      if (role === null) throw new FootnoteError("not_found", "There is no such collection.");
      if (!rightsOf[role].includes(right)) {
        throw new FootnoteError("forbidden", "Your role in this collection does not allow that.", {
          hint: "Ask the collection's owner.",
        });
      }
    },

    /** Who may change what this installation runs: its one person. A check of roles goes here once there are several. */
    async requireAdministrator(_person: Person): Promise<void> {},

    /** The collections a person may search: those asked for, each checked, or all of theirs. */
    async scope(person: Person, asked?: string[]): Promise<string[]> {
      if (asked === undefined || asked.length === 0) return (await collections.list(person.id)).map(({ id }) => id);
      for (const id of asked) await this.require(person, id, "read");
      return asked;
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
