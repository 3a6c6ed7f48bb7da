import { createRequire } from "node:module";
import type MsgReader from "@kenjiuno/msgreader";
import type { FieldsData } from "@kenjiuno/msgreader";
import { decodeHtml } from "../../text/encoding.ts";
import type { DraftDocument } from "../draft.ts";
import { damaged, notRead } from "../failures.ts";
import type { InsideFile, ReadInside } from "../inside.ts";
import { type Mail, mailDocument } from "./mail-document.ts";

/** A CommonJS module with a default export, which an import in Node and one in a bundler take differently: it is required. */
const { default: Reader }: { default: typeof MsgReader } = createRequire(import.meta.url)("@kenjiuno/msgreader");

/** Mails inside each other. */
const DEEPEST = 3;

/** A mail as Outlook keeps it (.msg), with what is attached. */
export async function readMsg(bytes: Buffer, readInside: ReadInside): Promise<DraftDocument> {
  let reader: MsgReader;
  let fields: FieldsData;
  try {
    reader = new Reader(new Uint8Array(bytes).buffer);
    fields = reader.getFileData();
  } catch {
    throw damaged("This Outlook message");
  }
  if (fields.dataType !== "msg" || fields.error !== undefined) throw damaged("This Outlook message");
  return fromFields(reader, fields, readInside, 0);
}

async function fromFields(
  reader: MsgReader,
  fields: FieldsData,
  readInside: ReadInside,
  depth: number,
): Promise<DraftDocument> {
  const inner = new Map<string, FieldsData>();
  const attachments = (fields.attachments ?? []).map((attachment, index): InsideFile => {
    if (attachment.innerMsgContentFields !== undefined) {
      const name = `${attachment.name ?? attachment.innerMsgContentFields.subject ?? `Message ${index + 1}`}`;
      inner.set(name, attachment.innerMsgContentFields);
      return { name, bytes: Buffer.alloc(0) };
    }
    const { fileName, content } = reader.getAttachment(attachment);
    return { name: fileName ?? attachment.fileName ?? "attachment", bytes: Buffer.from(content) };
  });
  return mailDocument({ ...headOf(fields), attachments }, async (file) => {
    const message = inner.get(file.name);
    if (message === undefined) return readInside(file);
    if (depth >= DEEPEST) throw notRead("it is a mail inside too many others.", "Save it apart and add it.");
    return fromFields(reader, message, readInside, depth + 1);
  });
}

function headOf(fields: FieldsData): Omit<Mail, "attachments"> {
  const people = (kind: "to" | "cc") =>
    (fields.recipients ?? [])
      .filter((person) => (person.recipType ?? "to") === kind)
      .map((person) => withAddress(person.name, person.smtpAddress ?? person.email))
      .join(", ");
  const html = fields.bodyHtml ?? (fields.html === undefined ? "" : decodeHtml(Buffer.from(fields.html)));
  return {
    subject: fields.subject ?? "",
    from: withAddress(fields.senderName, fields.senderSmtpAddress ?? fields.senderEmail),
    to: people("to"),
    cc: people("cc"),
    date: fields.messageDeliveryTime ?? fields.clientSubmitTime ?? "",
    html,
    text: (fields.body ?? "").replace(/\r\n?/g, "\n"),
  };
}

function withAddress(name = "", address = ""): string {
  return name !== "" && address.includes("@") && name !== address ? `${name} <${address}>` : name || address;
}
