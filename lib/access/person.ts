/** Someone who is signed in, by cookie or by key. */
export interface Person {
  id: string;
  name: string;
  email: string;
}

/** What a person may do in a collection. */
export type Right = "read" | "write" | "manage";

/** What the guarded calls ask of access before they read or change anything. */
export interface RightsCheck {
  /** @throws FootnoteError `not_found`, or `forbidden` for a member with a lesser role. */
  require(person: Person, collectionId: string, right: Right): Promise<void>;
  /** The collections a person may search: those asked for, each checked, or all of theirs. */
  scope(person: Person, asked?: string[]): Promise<string[]>;
}
