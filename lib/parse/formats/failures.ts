import { FootnoteError } from "../../base/errors.ts";

/** Characters of text that one file may hold; a book has about a million. */
export const MAX_TEXT = 50_000_000;
/** Rows with something in them of one file: far more than anyone asks about, and hours of embedding. */
export const MAX_ROWS = 250_000;

export function damaged(what: string): FootnoteError {
  return new FootnoteError("damaged_file", `${what} is damaged or cut short.`, {
    hint: "Open it in the program that made it and save it anew, or get it again.",
  });
}

export function passwordProtected(what: string): FootnoteError {
  return new FootnoteError("password_protected", `${what} asks for a password.`, {
    hint: "Save a copy without a password, then add that one.",
  });
}

export function notRead(message: string, hint: string): FootnoteError {
  return new FootnoteError("not_supported", message, { hint });
}

export function tooLarge(message: string, hint = "Split it into smaller files."): FootnoteError {
  return new FootnoteError("too_large", message, { hint });
}

/** What stands in place of a picture's own text until pictures can be read. */
export function pictureNotRead(name: string): FootnoteError {
  return notRead(
    `“${name}” is a picture, and the words in pictures can't be read yet.`,
    "Run it through text recognition (OCR) and add the result as PDF.",
  );
}

export function tooMuchText(what: string): FootnoteError {
  return tooLarge(`${what} holds more text than Footnote takes in one document.`);
}

export function tooManyRows(what: string): FootnoteError {
  return tooLarge(
    `${what} has more than ${MAX_ROWS.toLocaleString("en")} rows.`,
    "Keep the rows that people ask about, or split it into several files.",
  );
}
