import type { Person } from "../access/index.ts";
import { FootnoteError } from "../base/errors.ts";
import type { CollectionRecord, Collections } from "../catalog/index.ts";
import type { Rights } from "./context/rights.ts";

export interface CollectionsServiceOptions {
  rights: Pick<Rights, "require">;
  collections: Collections;
}

/** Collections, each call with the rights of the person who makes it. */
export function createCollectionsService({ rights, collections }: CollectionsServiceOptions) {
  return {
    list: (person: Person): Promise<CollectionRecord[]> => collections.list(person.id),

    create: (person: Person, name: string): Promise<CollectionRecord> => collections.create(name, person.id),

    async rename(person: Person, id: string, name: string): Promise<void> {
      await rights.require(person, id, "manage");
      await collections.rename(id, name);
    },

    /** @throws FootnoteError `conflict` while it holds documents, or when it is the person's last. */
    async remove(person: Person, id: string): Promise<void> {
      await rights.require(person, id, "manage");
      if ((await collections.list(person.id)).length === 1) {
        throw new FootnoteError("conflict", "This is your only collection.", { hint: "Make another one first." });
      }
      await collections.remove(id);
    },
  };
}
