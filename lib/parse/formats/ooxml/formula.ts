import { all, attribute, child, type Element, elements, textOf } from "../xml.ts";

/** A formula of office documents (OMML) on one line: "(a+b)/2", "x^2", "∑_(i=0)^n i". */
export function formulaText(element: Element): string {
  return parts(element).replace(/\s+/g, " ").trim();
}

function parts(element: Element | undefined): string {
  return elements(element).map(part).join("");
}

function part(element: Element): string {
  const inside = (name: string) => parts(child(element, name)).trim();
  switch (element.name) {
    case "t":
      return textOf(element);
    case "f":
      return `${grouped(inside("num"))}/${grouped(inside("den"))}`;
    case "sSup":
      return `${inside("e")}^${grouped(inside("sup"))}`;
    case "sSub":
      return `${inside("e")}_${grouped(inside("sub"))}`;
    case "sSubSup":
      return `${inside("e")}_${grouped(inside("sub"))}^${grouped(inside("sup"))}`;
    case "rad":
      return inside("deg") === "" ? `√${grouped(inside("e"))}` : `${inside("deg")}√${grouped(inside("e"))}`;
    case "nary": {
      const sign = attribute(child(element, "naryPr", "chr"), "val") ?? "∫";
      const [low, high] = [inside("sub"), inside("sup")];
      return ` ${sign}${low === "" ? "" : `_${grouped(low)}`}${high === "" ? "" : `^${grouped(high)}`} ${inside("e")}`;
    }
    case "d": {
      const open = attribute(child(element, "dPr", "begChr"), "val") ?? "(";
      const close = attribute(child(element, "dPr", "endChr"), "val") ?? ")";
      return `${open}${all(element, "e")
        .map((inner) => parts(inner).trim())
        .join(", ")}${close}`;
    }
    case "func":
      return `${inside("fName")} ${inside("e")}`;
    case "mr":
      return `${all(element, "e")
        .map((inner) => parts(inner).trim())
        .join(" ")}; `;
    case "oMath":
      return ` ${parts(element)} `;
    default:
      return element.name.endsWith("Pr") ? "" : parts(element);
  }
}

/** What is more than one sign or number stands in brackets. */
function grouped(text: string): string {
  return /^(?:[\p{L}\p{N}.,]+|.)$/u.test(text) ? text : `(${text})`;
}
