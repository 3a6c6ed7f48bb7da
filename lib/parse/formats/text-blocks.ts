import { type DraftBlock, tidy } from "./draft.ts";

/** Plain text as paragraphs: what blank lines keep apart. */
export function textBlocks(text: string): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  let lines: string[] = [];
  const close = () => {
    const paragraph = tidy(lines.join("\n"));
    if (paragraph !== "") blocks.push({ kind: "paragraph", text: paragraph });
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (line.trim() === "") close();
    else lines.push(line);
  }
  close();
  return blocks;
}
