import { cutPages } from "../cut-pages.ts";
import { type DraftBlock, type DraftDocument, tidyCell } from "../draft.ts";
import { htmlBlocks, parseHtml } from "../html/index.ts";
import { type InsideFile, type ReadInside, readAllInside } from "../inside.ts";
import { textBlocks } from "../text-blocks.ts";

export interface Mail {
  subject: string;
  from: string;
  to: string;
  cc: string;
  date: string;
  html: string;
  text: string;
  attachments: InsideFile[];
}

/** The pages of a mail, and then those of its attachments under their names. */
export async function mailDocument(mail: Mail, readInside: ReadInside): Promise<DraftDocument> {
  const subject = tidyCell(mail.subject).slice(0, 300);
  const lines = [
    ["From", mail.from],
    ["To", mail.to],
    ["Cc", mail.cc],
    ["Date", shownDate(mail.date)],
  ].flatMap(([name, value]) => (value ? [`${name}: ${tidyCell(value)}`] : []));
  const body = mail.html.trim() === "" ? textBlocks(mail.text) : htmlBlocks(parseHtml(mail.html));
  const blocks: DraftBlock[] = [
    ...(subject === "" ? [] : [{ kind: "heading" as const, level: 0, text: subject }]),
    ...(lines.length === 0 ? [] : [{ kind: "paragraph" as const, text: lines.join("\n") }]),
    ...body,
    ...mail.attachments.map(
      ({ name }): DraftBlock => ({ kind: "list-item", depth: 0, marker: "•", text: `Attachment: ${tidyCell(name)}` }),
    ),
  ];
  const inside = await readAllInside(mail.attachments, readInside);
  return { title: subject || null, pages: [...cutPages(blocks, null), ...inside.pages], warnings: inside.warnings };
}

/** "2026-03-01 14:05 UTC"; as it is where it is no date. */
function shownDate(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
