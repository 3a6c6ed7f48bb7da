import { all, attribute, descendants, type Element, textOf } from "../xml.ts";

/** Elements that stand on lines of their own. */
export const BLOCKS = new Set(
  (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 " +
    "header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption"
  ).split(" "),
);

/** A number of a note stands apart from the word or figure before it; other raised text as it is (10², H₂O as H2O). */
export function raised(element: Element, name: string): string {
  const text = textOf(element).trim();
  if (name === "sub" || !/^[[(]?\d{1,3}[\])]?$|^[*†‡§]+$/u.test(text)) return text;
  return descendants(element, "a").length > 0 ? ` ${text}` : toSuperscript(text);
}

/** "2" → "²": 10<sup>2</sup> is no 102. */
export function toSuperscript(text: string): string {
  return text.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)));
}

/** What a form shows in its fields; a button is no text of the page's. */
export function fieldText(element: Element): string {
  const type = attribute(element, "type") ?? "text";
  if (element.name === "button" || !["text", "number", "date", "email", "tel", "search"].includes(type)) return " ";
  return ` ${attribute(element, "value") ?? ""} `;
}

/** All text of an element on one line, blocks apart. */
export function flat(element: Element): string {
  const inner = element.children.map((part) => {
    if (typeof part === "string") return part.replace(/\s+/g, " ");
    if (part.name === "br") return "\n";
    if (part.name === "sup" || part.name === "sub") return raised(part, part.name);
    if (part.name === "input" || part.name === "button") return fieldText(part);
    const text = flat(part);
    if (part.name === "li") return `\n${all(part, "p").length > 0 ? text.trim() : text}\n`;
    return BLOCKS.has(part.name) ? `\n${text}\n` : text;
  });
  return inner.join("");
}
