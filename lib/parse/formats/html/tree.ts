import { Parser } from "htmlparser2";
import { notRead } from "../failures.ts";
import type { Element } from "../xml.ts";

/** Elements inside each other; what is deeper is read as if it stood in the last one. */
const DEEPEST = 500;
const TOO_DEEP = 10_000;
const MAX_ELEMENTS = 2_000_000;

/** Never shown, or no text of the page's. */
const SKIPPED = new Set(
  "script style noscript template head svg math-tree object embed iframe canvas audio video select datalist option".split(
    " ",
  ),
);

/** HTML → a tree of what is shown. Nothing is run, and nothing that it points to is fetched. */
export function parseHtml(html: string): Element {
  const root: Element = { name: "html", attributes: {}, children: [] };
  const open: Element[] = [root];
  /** Elements open that are left out, and those too deep to be kept as ones. */
  let skipped = 0;
  let deep = 0;
  let count = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++count > MAX_ELEMENTS)
          throw notRead("This page has more parts than Footnote takes.", "Split it into smaller files.");
        if (skipped > 0 || SKIPPED.has(name) || isHidden(attributes)) {
          skipped++;
          return;
        }
        if (open.length >= DEEPEST) {
          if (++deep > TOO_DEEP)
            throw notRead("This page has too many parts inside each other.", "Save it as PDF and add that.");
          return;
        }
        const element: Element = { name, attributes, children: [] };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext(text) {
        if (skipped === 0) open.at(-1)?.children.push(text);
      },
      onclosetag() {
        if (skipped > 0) skipped--;
        else if (deep > 0) deep--;
        else if (open.length > 1) open.pop();
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: true },
  );
  parser.write(html);
  parser.end();
  return root;
}

function isHidden(attributes: Record<string, string>): boolean {
  const { hidden, style } = attributes;
  if (hidden !== undefined && hidden !== "until-found") return true;
  return style !== undefined && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

/** The text of the file's own `<title>`. */
export function titleOf(html: string): string | null {
  let title = "";
  let inside = false;
  const parser = new Parser(
    {
      onopentag(name) {
        if (name === "title" && title === "") inside = true;
      },
      ontext(text) {
        if (inside) title += text;
      },
      onclosetag(name) {
        if (name === "title") inside = false;
      },
    },
    { decodeEntities: true },
  );
  parser.write(html.slice(0, 200_000));
  parser.end();
  const clean = title.replace(/\s+/g, " ").trim().slice(0, 300);
  return clean === "" ? null : clean;
}
