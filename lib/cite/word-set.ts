/** The words of a passage. */
export interface WordSet {
  readonly forms: ReadonlySet<string>;
  /** True when the word, or one of the same root ("contribution", "contributing"), is among them. */
  has(form: string): boolean;
}

/** Letters that two words of one root share at least, and their share of the longer one. */
const ROOT = 4;
const ROOT_SHARE = 0.65;

export function createWordSet(words: Iterable<string>): WordSet {
  const forms = new Set(words);
  const byRoot = new Map<string, string[]>();
  for (const form of forms) {
    if (form.length < ROOT || !/^\p{L}/u.test(form)) continue;
    const root = form.slice(0, ROOT);
    byRoot.set(root, [...(byRoot.get(root) ?? []), form]);
  }
  return {
    forms,
    has: (form) => forms.has(form) || (byRoot.get(form.slice(0, ROOT)) ?? []).some((other) => sameRoot(form, other)),
  };
}

function sameRoot(a: string, b: string): boolean {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared >= ROOT && shared >= ROOT_SHARE * Math.max(a.length, b.length);
}
