import type { Person } from "../access/index.ts";
import type { Keys } from "../catalog/index.ts";

/** A person's own API keys. */
export function createKeysService({ keys }: { keys: Keys }) {
  return {
    /** The key itself is shown this once. */
    create: (person: Person, name: string) => keys.create(name, person.id),
    list: (person: Person) => keys.list(person.id),
    /** Ends a key at once. @throws FootnoteError `not_found`. */
    revoke: (person: Person, id: string) => keys.revoke(id, person.id),
  };
}

export type KeysService = ReturnType<typeof createKeysService>;
