import { all, attribute, child, type Element } from "../xml.ts";

/** What a paragraph's style says of it. */
export interface ParagraphStyle {
  name: string;
  /** From 0; null: no heading. */
  headingLevel: number | null;
  numbering: { id: string; level: number } | null;
}

export interface Styles {
  of(paragraph: Element): ParagraphStyle;
}

/** Styles based on each other; Word allows about ten. */
const DEEPEST = 20;

export function readStyles(root: Element | null): Styles {
  const styles = new Map<string, Element>();
  for (const style of all(root ?? undefined, "style")) {
    const id = attribute(style, "styleId");
    if (id !== undefined) styles.set(id, style);
  }
  /** The first value that a style or one that it is based on has. */
  function inherited<T>(id: string | undefined, value: (style: Element) => T | null): T | null {
    let at = id === undefined ? undefined : styles.get(id);
    for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
      const found = value(at);
      if (found !== null) return found;
      at = styles.get(attribute(child(at, "basedOn"), "val") ?? "");
    }
    return null;
  }

  return {
    of(paragraph) {
      const properties = child(paragraph, "pPr");
      const id = attribute(child(properties, "pStyle"), "val");
      const own = level(child(properties, "outlineLvl"));
      const numbering = numberingOf(properties) ?? inherited(id, (style) => numberingOf(child(style, "pPr")));
      return {
        name: attribute(child(styles.get(id ?? ""), "name"), "val") ?? id ?? "",
        headingLevel: own === undefined ? inherited(id, headingOf) : own,
        numbering: numbering === null || numbering.id === "0" ? null : numbering,
      };
    },
  };
}

function headingOf(style: Element): number | null {
  const name = attribute(child(style, "name"), "val") ?? "";
  const numbered = /^heading (\d)$/i.exec(name)?.[1];
  if (numbered !== undefined) return Number(numbered) - 1;
  if (/^title$/i.test(name)) return 0;
  if (/^subtitle$/i.test(name)) return 1;
  return level(child(style, "pPr", "outlineLvl")) ?? null;
}

/** Undefined: nothing is said; null: it is body text. */
function level(outline: Element | undefined): number | null | undefined {
  const value = Number(attribute(outline, "val") ?? Number.NaN);
  if (!Number.isInteger(value)) return undefined;
  return value >= 0 && value < 9 ? value : null;
}

function numberingOf(properties: Element | undefined): { id: string; level: number } | null {
  const numbering = child(properties, "numPr");
  const id = attribute(child(numbering, "numId"), "val");
  if (id === undefined) return null;
  return { id, level: Number(attribute(child(numbering, "ilvl"), "val") ?? 0) || 0 };
}
