import { posix } from "node:path";
import type { Archive } from "../archive.ts";
import { all, attribute, child, type Element, parseXml, textOf } from "../xml.ts";

/** A part's relations: id → what it points to inside the package. What points outside is not among them. */
export interface Relation {
  type: string;
  target: string;
}

/** Parts of an office document, by their relations. */
export interface OfficePackage {
  xml(part: string): Promise<Element>;
  /** Null where there is no such part, or it is broken: what hangs on it is left out. */
  optional(part: string | undefined): Promise<Element | null>;
  relations(part: string): Promise<Map<string, Relation>>;
  /** Targets of one kind of a part: "slide", "notesSlide" (the end of the type's address). */
  related(part: string, kind: string): Promise<string[]>;
}

export function openPackage(archive: Archive, what: string): OfficePackage {
  const xml = async (part: string) => parseXml(await archive.bytes(part), what);

  async function relations(part: string): Promise<Map<string, Relation>> {
    const path = posix.join(posix.dirname(part), "_rels", `${posix.basename(part)}.rels`);
    const found = new Map<string, Relation>();
    if (!archive.has(path)) return found;
    for (const relation of all(await xml(path), "Relationship")) {
      const [id, type, target] = ["Id", "Type", "Target"].map((name) => attribute(relation, name));
      if (id === undefined || type === undefined || target === undefined) continue;
      if (attribute(relation, "TargetMode") === "External") continue;
      found.set(id, { type, target: resolvePart(part, target) });
    }
    return found;
  }

  return {
    xml,
    relations,
    async optional(part) {
      if (part === undefined || !archive.has(part)) return null;
      return xml(part).catch(() => null);
    },
    async related(part, kind) {
      return [...(await relations(part)).values()]
        .filter(({ type }) => type.endsWith(`/${kind}`))
        .map(({ target }) => target);
    },
  };
}

function resolvePart(part: string, target: string): string {
  const path = target.startsWith("/") ? target : posix.join("/", posix.dirname(part), target);
  return posix.normalize(path).replace(/^\/+/, "");
}

/** The part that holds the document itself, by the package's own relations; the usual name where they tell none. */
export async function mainPart(opened: OfficePackage, usual: string): Promise<string> {
  return (await opened.related("", "officeDocument"))[0] ?? usual;
}

/** The title in the document's properties, if it is one. */
export async function coreTitle(opened: OfficePackage): Promise<string | null> {
  const part = (await opened.related("", "core-properties"))[0];
  const title = textOf(child((await opened.optional(part)) ?? undefined, "title"))
    .replace(/\s+/g, " ")
    .trim();
  return /\p{L}{2}/u.test(title) ? title.slice(0, 300) : null;
}
