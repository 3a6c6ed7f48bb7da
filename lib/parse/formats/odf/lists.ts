import { countIn } from "../count-in.ts";
import { attribute, type Element, elements } from "../xml.ts";

const FORMATS: Record<string, string> = { a: "lowerLetter", A: "upperLetter", i: "lowerRoman", I: "upperRoman" };

interface Level {
  /** Null: a bullet. */
  format: string | null;
  prefix: string;
  suffix: string;
  start: number;
  /** How many levels' numbers are shown: 2 for "1.3". */
  shown: number;
}

/** The list styles of a document: how each level's items are marked. */
export type ListStyles = Map<string, Level[]>;

export function readListStyle(style: Element): [string, Level[]] {
  const levels: Level[] = [];
  for (const level of elements(style)) {
    const at = Number(attribute(level, "level") ?? 1) - 1;
    if (!(at >= 0 && at < 20)) continue;
    const numbered = level.name === "list-level-style-number" || level.name === "outline-level-style";
    const format = attribute(level, "num-format") ?? "";
    levels[at] = {
      format: numbered ? (format === "" ? "" : (FORMATS[format] ?? "decimal")) : null,
      prefix: attribute(level, "num-prefix") ?? "",
      suffix: attribute(level, "num-suffix") ?? "",
      start: Number(attribute(level, "start-value") ?? 1) || 1,
      shown: Number(attribute(level, "display-levels") ?? 1) || 1,
    };
  }
  return [attribute(style, "name") ?? "", levels];
}

/** The marker of an item: "•", "2.", "1.3"; empty where the level shows none. */
export function itemMarker(levels: Level[] | undefined, counts: number[], depth: number): string {
  const level = levels?.[depth];
  if (level === undefined || level.format === null) return "•";
  if (level.format === "") return "";
  const numbers: string[] = [];
  for (let at = Math.max(0, depth - level.shown + 1); at <= depth; at++)
    numbers.push(countIn(counts[at] ?? 1, levels?.[at]?.format || "decimal"));
  return `${level.prefix}${numbers.join(".")}${level.suffix}`;
}

export function startOf(levels: Level[] | undefined, depth: number): number {
  return levels?.[depth]?.start ?? 1;
}
