import { decodeHtml } from "../../text/encoding.ts";
import { cutPages } from "../cut-pages.ts";
import { type DraftBlock, type DraftDocument, lengthOf } from "../draft.ts";
import { attribute, type Element } from "../xml.ts";
import { htmlBlocks } from "./blocks.ts";
import { parseHtml, titleOf } from "./tree.ts";

export { htmlBlocks } from "./blocks.ts";
export { parseHtml, titleOf } from "./tree.ts";

/** Readability builds a whole document of its own: what is larger goes without it. */
const LONGEST_FOR_READABILITY = 3_000_000;
/** A page of which so much is the text of links has menus that it doesn't name as such. */
const MANY_LINKS = 0.4;
/** Share of the text that an article has to hold, so that what is no menu is not lost. */
const LEAST_SHARE = 0.3;

const MENUS = new Set(["nav", "aside", "footer"]);
const MENU_ROLES = new Set([
  "navigation",
  "banner",
  "contentinfo",
  "search",
  "menu",
  "menubar",
  "toolbar",
  "complementary",
]);

/** A page of the web: its article, without menus, cut into pages. */
export async function readHtml(bytes: Buffer): Promise<DraftDocument> {
  const html = decodeHtml(bytes);
  return { title: titleOf(html), pages: cutPages(await articleOf(html), null), warnings: [] };
}

/** The blocks of what a page says, without what leads to other pages. */
async function articleOf(html: string): Promise<DraftBlock[]> {
  const root = parseHtml(html);
  const all = htmlBlocks(root);
  const rest = withoutMenus(root) === 0 ? all : htmlBlocks(root);
  // A page that is nearly all menu (a map of a site) is read as it is.
  const blocks = sum(rest) < 200 && sum(rest) < sum(all) * 0.3 ? all : rest;
  const { text, links } = linkShare(root);
  if (links < text * MANY_LINKS || text < 2000 || html.length > LONGEST_FOR_READABILITY) return blocks;
  const article = await readable(html);
  return article !== null && sum(article) >= sum(blocks) * LEAST_SHARE ? article : blocks;
}

/** Takes menus out of the tree; returns how many there were. */
function withoutMenus(element: Element): number {
  let removed = 0;
  element.children = element.children.filter((inner) => {
    if (typeof inner === "string") return true;
    // A footer or an aside of an article is part of it.
    const inArticle = element.name === "article" || element.name === "blockquote" || element.name === "section";
    const menu =
      MENU_ROLES.has(attribute(inner, "role") ?? "") || (MENUS.has(inner.name) && !(inArticle && inner.name !== "nav"));
    if (menu) removed++;
    else removed += withoutMenus(inner);
    return !menu;
  });
  return removed;
}

function linkShare(element: Element): { text: number; links: number } {
  const share = { text: 0, links: 0 };
  for (const inner of element.children) {
    if (typeof inner === "string") share.text += inner.trim().length;
    else {
      const below = linkShare(inner);
      share.text += below.text;
      share.links += inner.name === "a" ? below.text : below.links;
    }
  }
  return share;
}

/** What Readability takes for the article; null where it finds none. Its HTML is read again as blocks and shown nowhere. */
async function readable(html: string): Promise<DraftBlock[] | null> {
  try {
    // Half of what all formats take to load, for few pages.
    const [{ Readability }, { parseHTML }] = await Promise.all([import("@mozilla/readability"), import("linkedom")]);
    const article = new Readability(parseHTML(html).document, { charThreshold: 200 }).parse();
    return article?.content ? htmlBlocks(parseHtml(article.content)) : null;
  } catch {
    // A page that it can't take apart is read whole.
    return null;
  }
}

function sum(blocks: DraftBlock[]): number {
  return blocks.reduce((total, block) => total + lengthOf(block), 0);
}
