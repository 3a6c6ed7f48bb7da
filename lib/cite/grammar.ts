/**
 * A GBNF grammar for free text in which the only citations that can be written are those of existing sources. Costs
 * nothing measurable per token (FACTS.md).
 * @param form `r1`: `[citation:3]` or `[3]`, `plain`: `[3]`
 * @param chinese false where neither question nor sources hold Chinese: then the answer cannot either (R1 drifts into it)
 */
export function citationGrammar(sourceCount: number, form: "r1" | "plain", chinese = true): string {
  const numbers = Array.from({ length: sourceCount }, (_, index) => `"${index + 1}"`).join(" | ");
  // R1's siblings also write the short form now and then; both are read.
  const open = form === "r1" ? '"[" "citation:"?' : '"["';
  const text = `text ::= [^\\[\\]【】${chinese ? "" : "\\u3400-\\u4DBF\\u4E00-\\u9FFF"}]`;
  if (sourceCount === 0) return `root ::= text+\n${text}`;
  return `root ::= (text | citation)+\n${text}\ncitation ::= ${open} number "]"\nnumber ::= ${numbers}`;
}
