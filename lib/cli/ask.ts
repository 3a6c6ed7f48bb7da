import { printableLine, write } from "../base/terminal.ts";
import type { Answer } from "../base/types.ts";
import { streamAnswer } from "./answer-stream.ts";
import type { Client } from "./client.ts";

interface Out {
  write(text: string): boolean;
}

const place = ({ documentName, page }: { documentName: string; page: number }) =>
  `${printableLine(documentName)}, page ${page}`;

/**
 * Asks and streams to the terminal: the evidence first, then the answer, then what each number points at.
 * @throws FootnoteError as `streamAnswer`
 */
export async function ask(
  client: Client,
  question: string,
  out: Out,
  options: { reasoning?: boolean } = {},
): Promise<Answer> {
  const say = (text: string) => write(text, out);
  const answer = await streamAnswer(client, question, (part) => {
    if (part.type === "data-evidence") {
      say("Evidence\n");
      for (const one of part.data.evidence) say(`  “${one.text.replace(/\s+/g, " ")}”\n    ${place(one)}\n`);
      say("\n");
    } else if (part.type === "text-delta") say(part.delta);
    else if (part.type === "reasoning-delta" && options.reasoning) say(part.delta);
  });
  summarise(answer, say);
  return answer;
}

function summarise(answer: Answer, say: (text: string) => void): void {
  say("\n\n");
  for (const citation of answer.citations) {
    say(`  [${citation.n}] “${citation.quote.replace(/\s+/g, " ")}”\n      ${place(citation)}\n`);
  }
  const supported = answer.sentences.filter(({ support }) => support === "supported").length;
  if (answer.sentences.length > 0) say(`\n${supported} of ${answer.sentences.length} sentences supported.`);
  if (answer.note) say(`\n${answer.note}`);
  if (answer.model?.starter) say("\nWritten by the small starter model: trust the quotes, not the wording.");
  say("\n");
}
