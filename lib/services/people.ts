import { type Access, keyOf, type Person } from "../access/index.ts";

/** Who someone is. The only calls that take no person first: they are how one is found. */
export function createPeopleService({ access }: { access: Pick<Access, "person" | "handle"> }) {
  return {
    /** Who sends a request with these headers. @throws FootnoteError `not_signed_in`. */
    signedIn: (headers: Headers): Promise<Person> => access.person(headers),

    /** The same, or null for a stranger. */
    signedInOrNull: (headers: Headers): Promise<Person | null> => access.person(headers).catch(() => null),

    /** Whether a key signs this request in; otherwise its cookie does, whatever else its headers say. */
    usesKey: (headers: Headers): boolean => keyOf(headers) !== undefined,

    /** Follows a sign-in link, or signs out. @throws FootnoteError `not_found` for anything else. */
    handleSignIn: (request: Request): Promise<Response> => access.handle(request),
  };
}

export type PeopleService = ReturnType<typeof createPeopleService>;
