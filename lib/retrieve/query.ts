/** What a person typed, taken apart. */
export interface ParsedQuery {
  /** The words to search for, phrases included, operators out. */
  text: string;
  /** Every phrase must occur, in this order of words: `"three nearest passages"`. */
  phrases: string[];
  /** None of these words may occur: `-draft`. */
  excluded: string[];
  /** Only documents whose name holds one of these, whatever its case: `file:budget`, `file:"annual report"`. */
  files: string[];
  /** Only these pages: `page:3`, `page:3-7`. */
  pages: { from: number; to: number }[];
}

const PART = /(?<=^|\s)(?:(-)?(?:(file|page):)?"([^"]*)"|(file|page):(\S+)|-(?=[\p{L}\p{N}])(\S+))(?=\s|$)/giu;

/**
 * Reads the operators of the search box. Whatever is not a well-formed operator stays an ordinary word: an odd quotation
 * mark, `-` alone, `page:x`.
 */
export function parseQuery(raw: string): ParsedQuery {
  const query: ParsedQuery = { text: "", phrases: [], excluded: [], files: [], pages: [] };
  const rest = raw.replace(PART, (whole, minus, quotedKey, quoted, key, value, word) => {
    const operator: string | undefined = (quotedKey ?? key)?.toLowerCase();
    const content: string = (quoted ?? value ?? word ?? "").trim();
    if (content === "") return " ";
    if (operator === "file") query.files.push(content);
    else if (operator === "page") return readPages(content, query) ? " " : whole;
    else if (minus !== undefined || word !== undefined) query.excluded.push(content);
    else {
      query.phrases.push(content);
      return ` ${content} `;
    }
    return " ";
  });
  query.text = rest.replaceAll('"', " ").replace(/\s+/g, " ").trim();
  return query;
}

function readPages(content: string, query: ParsedQuery): boolean {
  const match = content.match(/^(\d{1,6})(?:[-–](\d{1,6}))?$/);
  if (match === null) return false;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  query.pages.push({ from: Math.min(from, to), to: Math.max(from, to) });
  return true;
}
