import type { Answer, Evidence } from "../base/types.ts";
import type { Client } from "./client.ts";
import { eventsOf } from "./events.ts";

interface Out {
  write(text: string): void;
}

type Part =
  | { type: "data-evidence"; data: { evidence: Evidence[] } }
  | { type: "text-delta" | "reasoning-delta"; delta: string }
  | { type: "data-answer"; data: Answer }
  | { type: "other" };

const place = ({ documentName, page }: { documentName: string; page: number }) => `${documentName}, page ${page}`;

/** Asks and streams to the terminal: the evidence first, then the answer, then what each number points at. */
export async function ask(
  client: Client,
  question: string,
  out: Out,
  options: { reasoning?: boolean } = {},
): Promise<Answer | null> {
  const response = await client.call("/answers", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question }),
  });
  let answer: Answer | null = null;
  for await (const data of eventsOf(response)) {
    if (data === "[DONE]") break;
    const part = JSON.parse(data) as Part;
    if (part.type === "data-evidence") {
      out.write("Evidence\n");
      for (const one of part.data.evidence) out.write(`  “${one.text.replace(/\s+/g, " ")}”\n    ${place(one)}\n`);
      out.write("\n");
    } else if (part.type === "text-delta") out.write(part.delta);
    else if (part.type === "reasoning-delta" && options.reasoning) out.write(part.delta);
    else if (part.type === "data-answer") answer = part.data;
  }
  if (answer) summarise(answer, out);
  return answer;
}

function summarise(answer: Answer, out: Out): void {
  out.write("\n\n");
  for (const citation of answer.citations) {
    out.write(`  [${citation.n}] “${citation.quote.replace(/\s+/g, " ")}”\n      ${place(citation)}\n`);
  }
  const supported = answer.sentences.filter(({ support }) => support === "supported").length;
  if (answer.sentences.length > 0) out.write(`\n${supported} of ${answer.sentences.length} sentences supported.`);
  if (answer.note) out.write(`\n${answer.note}`);
  if (answer.model?.starter) out.write("\nWritten by the small starter model: trust the quotes, not the wording.");
  out.write("\n");
}
