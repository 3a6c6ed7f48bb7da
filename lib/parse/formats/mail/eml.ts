import PostalMime, { type Address } from "postal-mime";
import type { DraftDocument } from "../draft.ts";
import { damaged } from "../failures.ts";
import type { ReadInside } from "../inside.ts";
import { mailDocument } from "./mail-document.ts";

/** A mail as it is sent (RFC 5322): who, when, its text, and what is attached, read where it can be. */
export async function readEml(bytes: Buffer, readInside: ReadInside): Promise<DraftDocument> {
  const mail = await PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    maxNestingDepth: 50,
    maxHeadersSize: 2_000_000,
  }).catch(() => Promise.reject(damaged("This mail")));
  return mailDocument(
    {
      subject: mail.subject ?? "",
      from: names(mail.from === undefined ? [] : [mail.from]),
      to: names(mail.to),
      cc: names(mail.cc),
      date: mail.date ?? "",
      html: mail.html ?? "",
      text: mail.text ?? "",
      // A picture that the mail's own text shows is not told as an attachment.
      attachments: mail.attachments
        .filter(({ related, mimeType }) => !(related === true && mimeType.startsWith("image/")))
        .map(({ filename, mimeType, content }) => ({
          name: filename ?? (mimeType === "message/rfc822" ? "mail.eml" : "attachment"),
          bytes: typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer),
        })),
    },
    readInside,
  );
}

function names(addresses: Address[] | undefined): string {
  return (addresses ?? [])
    .flatMap((entry) => (entry.group === undefined ? [entry] : entry.group))
    .map(({ name, address }) => (name && address && name !== address ? `${name} <${address}>` : name || address || ""))
    .filter((text) => text !== "")
    .join(", ");
}
