/**
 * What in a document's text could pass for our own frame: citation markers, source delimiters, thinking tags and the
 * control tokens of chat templates (`<|im_end|>`, `<｜User｜>`, `<s>`, `[INST]`).
 */
const LOOK_ALIKES: [RegExp, string][] = [
  [/[[【]\s*(\^?(?:citation|source|webpage|passage|file)?[\s:]*\d[\d\s,;:–-]*(?:begin|end)?)\s*[\]】]/gi, "($1)"],
  [/\[\s*((?:file|webpage|source|passage)[^\]\n]{0,40}(?:begin|end|name))\s*\]/gi, "($1)"],
  [/\[(\/?(?:INST|SYS))\]/gi, "($1)"],
  [/<(\s*\/?\s*(?:think|thinking|s|im_start|im_end|system|user|assistant|source|sources)\s*)>/gi, "‹$1›"],
  [/<([|｜][^<>\n]{0,60}[|｜])>/g, "‹$1›"],
  [/<<(\/?SYS)>>/gi, "‹$1›"],
];

/**
 * Makes text from a document or a person harmless inside the prompt: it stays readable and stays data. Only the model's copy
 * changes; quotes are always cut from the original.
 */
export function neutralise(text: string): string {
  return LOOK_ALIKES.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), text);
}
