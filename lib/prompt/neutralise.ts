/** Brackets that open and close something, by the character that NFKC makes of their wide and small forms. */
const OPENING: Record<string, "<" | "["> = {
  "<": "<",
  "＜": "<",
  "﹤": "<",
  "[": "[",
  "［": "[",
  "﹇": "[",
  "【": "[",
};
const CLOSING: Record<string, "<" | "["> = {
  ">": "<",
  "＞": "<",
  "﹥": "<",
  "]": "[",
  "］": "[",
  "﹈": "[",
  "】": "[",
};
const BRACKET = /[<＜﹤[［﹇【>＞﹥\]］﹈】]/g;

/** Longer brackets are text: no control token and no marker of ours is as long, UTF-16 units. */
const LONGEST = 160;

/** Control tokens by their form: `<|im_end|>`, `<think>`, `</s>`, `<tool_call>`, `<0x0A>`; a pipe or a bare name in angle brackets. */
const ANGLE = /^(?:\|.*\||\/?[\p{L}_][\w:.-]*\/?|0x[0-9a-f]{2})$/iu;
/** Names that are tags with white space in them too. */
const SPACED_TAG = /^\/?(?:think|thinking|s|im_start|im_end|system|user|assistant|sources?)$/i;
/** `[INST]`, `[/INST]`, `[TOOL_CALLS]`, `[gMASK]`. */
const SQUARE = /^\/?(?:[Ii][Nn][Ss][Tt]|[Ss][Yy][Ss]|[a-z]?[A-Z]{3,}[A-Z_]*)$/;
/** Our own frame: `[3]`, `[citation:3]`, `[webpage 3 end]`, `[file content begin]`. */
const MARKER = /^\^?(?:citation|source|webpage|passage|file)?[ :]*\d[\d ,;:–-]*(?:begin|end)?$/i;
const DELIMITER = /^(?:file|webpage|source|passage).{0,40}(?:begin|end|name)$/i;

/**
 * Makes text from a document or a person harmless inside the prompt: what has the form of a control token of a chat template,
 * of a thinking tag or of our own citation markers and source delimiters, also in wide letters or with invisible
 * characters in it. It stays readable and stays data. Only the model's copy changes; quotes are always cut from the original.
 *
 * By form and not by name, since `LLM_BASE_URL` may lead to any model; our own model process besides keeps every text from
 * becoming one of its model's special tokens (`lib/inference/engine/plain-text.ts`).
 */
export function neutralise(text: string): string {
  let safe = "";
  let from = 0;
  let open: { at: number; kind: "<" | "[" } | null = null;
  for (const { 0: bracket, index } of text.matchAll(BRACKET)) {
    const opening = OPENING[bracket];
    if (opening !== undefined) {
      open = { at: index, kind: opening };
      continue;
    }
    if (open === null || open.kind !== CLOSING[bracket] || index - open.at > LONGEST) continue;
    const inner = text.slice(open.at + 1, index);
    if (isControl(open.kind, inner)) {
      const [before, after] = open.kind === "<" ? ["‹", "›"] : ["(", ")"];
      // `<<SYS>>`: the outer brackets go with the inner ones.
      const doubled =
        open.kind === "<" && open.at > from && text[open.at - 1] === "<" && text[index + 1] === ">" ? 1 : 0;
      safe += `${text.slice(from, open.at - doubled)}${before}${inner.trim()}${after}`;
      from = index + 1 + doubled;
    }
    open = null;
  }
  return safe + text.slice(from);
}

/** Whether what stands in these brackets would be read as something else than text. */
function isControl(kind: "<" | "[", inner: string): boolean {
  const spaced = inner
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}\p{M}]/gu, (character) => (/\s/.test(character) ? " " : ""))
    .replace(/\s+/g, " ")
    .trim();
  const bare = spaced.replaceAll(" ", "");
  if (kind === "<") return ANGLE.test(spaced) || SPACED_TAG.test(bare);
  return SQUARE.test(spaced) || MARKER.test(spaced) || DELIMITER.test(spaced);
}
