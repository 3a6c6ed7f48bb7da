import { Parser } from "htmlparser2";
import { decodeXml } from "../text/encoding.ts";
import { damaged } from "./failures.ts";

/** An element of XML. Names are local ones, without their prefix; attributes keep it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: (Element | string)[];
}

/** Elements inside each other; office programs write fewer than 60. */
const DEEPEST = 400;

/**
 * Reads XML piece by piece, and hands on each element with one of these names, whole, when it has ended (the outermost, where they
 * stand inside each other). What is not in one of them is not kept. Document type definitions are not read, so that no
 * entity is ever put in or fetched; a file that declares some is refused.
 * @param onOpen told of each element outside those, when it begins, without what it holds
 * @throws FootnoteError `damaged_file`
 */
export function createXmlReader(
  names: readonly string[],
  onElement: (element: Element) => void,
  what: string,
  onOpen: (element: Element) => void = () => undefined,
): { write(text: string): void; end(): void } {
  const wanted = new Set(names);
  const open: Element[] = [];
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > DEEPEST) throw damaged(what);
        const element: Element = { name: local(name), attributes, children: [] };
        const parent = open.at(-1);
        if (parent === undefined && !wanted.has(element.name)) {
          onOpen(element);
          return;
        }
        parent?.children.push(element);
        open.push(element);
      },
      ontext(text) {
        const parent = open.at(-1);
        if (parent === undefined) return;
        const last = parent.children.length - 1;
        const before = parent.children[last];
        if (typeof before === "string") parent.children[last] = before + text;
        else parent.children.push(text);
      },
      onclosetag() {
        depth--;
        const element = open.pop();
        if (element !== undefined && open.length === 0) onElement(element);
      },
      onprocessinginstruction(name, data) {
        if (name.toLowerCase() === "!doctype" && /\[|<!entity/i.test(data)) throw damaged(what);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  return {
    write: (text) => parser.write(text),
    end() {
      if (depth > 0) throw damaged(what);
      parser.end();
    },
  };
}

/** A whole XML file as a tree. */
export function parseXml(bytes: Buffer, what: string): Element {
  const text = decodeXml(bytes);
  const first = /<([^\s/>!?]+)/.exec(text)?.[1];
  let root: Element | null = null;
  if (first !== undefined) {
    const reader = createXmlReader([local(first)], (element) => (root ??= element), what);
    reader.write(text);
    reader.end();
  }
  if (root === null) throw damaged(what);
  return root;
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An attribute by its local name: `w:val` for `val`. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  if (element === undefined) return undefined;
  const own = element.attributes[name];
  if (own !== undefined) return own;
  const ending = `:${name}`;
  for (const key in element.attributes) if (key.endsWith(ending)) return element.attributes[key];
  return undefined;
}

/** An attribute that has a prefix: `r:id`, where a plain `id` is something else. */
export function prefixed(element: Element | undefined, name: string): string | undefined {
  const ending = `:${name}`;
  for (const key in element?.attributes) if (key.endsWith(ending)) return element?.attributes[key];
  return undefined;
}

export function elements(element: Element | undefined): Element[] {
  return element?.children.filter((child): child is Element => typeof child !== "string") ?? [];
}

export function child(element: Element | undefined, ...path: string[]): Element | undefined {
  let at = element;
  for (const name of path) at = elements(at).find((inner) => inner.name === name);
  return at;
}

export function all(element: Element | undefined, name: string): Element[] {
  return elements(element).filter((inner) => inner.name === name);
}

/** Every element of a name below this one, in document order. */
export function descendants(element: Element | undefined, name: string): Element[] {
  return elements(element).flatMap((inner) => [...(inner.name === name ? [inner] : []), ...descendants(inner, name)]);
}

/** All text below an element. */
export function textOf(element: Element | undefined): string {
  return element?.children.map((inner) => (typeof inner === "string" ? inner : textOf(inner))).join("") ?? "";
}
