import { format } from "numfmt";
import { all, attribute, child, type Element } from "../xml.ts";

/** Number formats that files name by number alone (ECMA-376, 18.8.30). */
const BUILT_IN: Record<number, string> = {
  0: "General",
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  37: "#,##0;(#,##0)",
  38: "#,##0;(#,##0)",
  39: "#,##0.00;(#,##0.00)",
  40: "#,##0.00;(#,##0.00)",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
  48: "##0.0E+0",
  49: "@",
};

/** Shows a cell's value as the sheet does. */
export type ShowValue = (value: number, style: number) => string;

/**
 * @param date1904 days are counted from 1904, as old Macs did
 */
export function readNumberFormats(styles: Element | null, date1904: boolean): ShowValue {
  const own = new Map<number, string>();
  for (const element of all(child(styles ?? undefined, "numFmts"), "numFmt"))
    own.set(Number(attribute(element, "numFmtId")), attribute(element, "formatCode") ?? "General");
  const patterns = all(child(styles ?? undefined, "cellXfs"), "xf").map((xf) => {
    const id = Number(attribute(xf, "numFmtId") ?? 0);
    return own.get(id) ?? BUILT_IN[id] ?? "General";
  });
  return (value, style) => showNumber(value, patterns[style] ?? "General", date1904);
}

/** A number under a pattern; as it is where the pattern can't be read. */
export function showNumber(value: number, pattern: string, date1904 = false): string {
  if (pattern === "General" || pattern.length > 255) return general(value);
  try {
    const shown = format(pattern, date1904 && /[dmyhs]/i.test(pattern) ? value + 1462 : value, { throws: true });
    return shown.trim() === "" || /^#+$/.test(shown.trim()) ? general(value) : shown.trim();
  } catch {
    return general(value);
  }
}

/** As sheets show a number without a format: at most 11 digits, so that 0.1 + 0.2 is 0.3. */
function general(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const short = Number(value.toPrecision(11));
  return Math.abs(short) >= 1e15 || (short !== 0 && Math.abs(short) < 1e-9) ? short.toExponential() : String(short);
}
