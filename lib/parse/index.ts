export { findHeadings, headingLevel } from "./headings.ts";
export { createPdfParser, type PdfParser, type PdfParserOptions } from "./pdf-parser.ts";
export { readText } from "./text/read-text.ts";
export type { ParseLimits, ParseOptions, Parser } from "./types.ts";
