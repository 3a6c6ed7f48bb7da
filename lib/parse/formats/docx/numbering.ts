import { countIn } from "../count-in.ts";
import { all, attribute, child, type Element } from "../xml.ts";

interface Level {
  start: number;
  format: string;
  /** "%1.%2)" */
  text: string;
}

/** Numbers list items and headings as Word shows them. */
export interface Numbering {
  /** The next item's marker: "•", "2.", "1.3"; null where the level shows none. */
  next(id: string, level: number): string | null;
}

export function readNumbering(root: Element | null): Numbering {
  const abstract = new Map<string, Map<number, Level>>();
  for (const element of all(root ?? undefined, "abstractNum"))
    abstract.set(attribute(element, "abstractNumId") ?? "", levelsOf(element, "lvl"));
  const lists = new Map<string, { family: string; levels: Map<number, Level>; restart: Map<number, number> }>();
  for (const element of all(root ?? undefined, "num")) {
    const family = attribute(child(element, "abstractNumId"), "val") ?? "";
    const levels = new Map(abstract.get(family));
    const restart = new Map<number, number>();
    for (const override of all(element, "lvlOverride")) {
      const at = Number(attribute(override, "ilvl"));
      for (const [, level] of levelsOf(override, "lvl")) levels.set(at, level);
      const start = Number(attribute(child(override, "startOverride"), "val") ?? Number.NaN);
      if (Number.isInteger(start)) restart.set(at, start);
    }
    lists.set(attribute(element, "numId") ?? "", { family, levels, restart });
  }
  /** Counters are shared by the lists of one family, until one of them starts anew. */
  const counters = new Map<string, number[]>();
  const begun = new Set<string>();

  return {
    next(id, at) {
      const list = lists.get(id);
      const level = list?.levels.get(at);
      if (list === undefined || level === undefined) return "•";
      const counts = counters.get(list.family) ?? [];
      counters.set(list.family, counts);
      if (!begun.has(id)) {
        begun.add(id);
        for (const [from, start] of list.restart) counts[from] = start - 1;
      }
      for (let above = 0; above < at; above++) counts[above] ??= list.levels.get(above)?.start ?? 1;
      counts[at] = (counts[at] ?? level.start - 1) + 1;
      counts.length = at + 1;
      if (level.format === "bullet") return "•";
      if (level.format === "none" || level.text === "") return null;
      return level.text.replace(/%(\d)/g, (_, digit: string) => {
        const place = Number(digit) - 1;
        return countIn(counts[place] ?? 1, list.levels.get(place)?.format ?? "decimal");
      });
    },
  };
}

function levelsOf(element: Element, name: string): Map<number, Level> {
  return new Map(
    all(element, name).map((level) => [
      Number(attribute(level, "ilvl") ?? 0),
      {
        start: Number(attribute(child(level, "start"), "val") ?? 1) || 0,
        format: attribute(child(level, "numFmt"), "val") ?? "decimal",
        text: attribute(child(level, "lvlText"), "val") ?? "",
      },
    ]),
  );
}
