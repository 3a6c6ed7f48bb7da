import { allows, type Person, type Right } from "../../access/index.ts";
import { FootnoteError } from "../../base/errors.ts";
import type { Collections } from "../../catalog/index.ts";

/** What every service asks before it reads or changes anything. Read anew each time: nothing is kept past a call. */
export interface Rights {
  /**
   * Lets a person into a collection or says that there is none: who may not see it is not told that it exists.
   * @throws FootnoteError `not_found`, or `forbidden` for a member with a lesser role.
   */
  require(person: Person, collectionId: string, right: Right): Promise<void>;
  /** The collections a person may search: those asked for, each checked, or all of theirs. @throws FootnoteError `not_found`. */
  readable(person: Person, asked?: string[]): Promise<string[]>;
  /** Who may change what this installation runs: its one person. A check of roles goes here once there are several. */
  requireAdministrator(person: Person): Promise<void>;
}

/** What a caller hears whose request names a thing that is not there: which field of the request it was. */
export function namingField(field: string, error: unknown): unknown {
  if (!(error instanceof FootnoteError) || error.code !== "not_found") return error;
  return new FootnoteError("not_found", `${field}: ${error.message}`, { hint: error.hint, cause: error });
}

export function createRights({ collections }: { collections: Pick<Collections, "role" | "list"> }): Rights {
  const require: Rights["require"] = async (person, collectionId, right) => {
    const role = await collections.role(collectionId, person.id);
    if (role === null) throw new FootnoteError("not_found", "There is no such collection.");
    if (!allows(role, right)) {
      throw new FootnoteError("forbidden", "Your role in this collection does not allow that.", {
        hint: "Ask the collection's owner.",
      });
    }
  };
  return {
    require,
    async readable(person, asked) {
      if (asked === undefined || asked.length === 0) return (await collections.list(person.id)).map(({ id }) => id);
      for (const id of asked) await require(person, id, "read");
      return asked;
    },
    requireAdministrator: async () => {},
  };
}
