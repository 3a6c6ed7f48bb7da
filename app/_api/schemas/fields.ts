import { z } from "@hono/zod-openapi";

/** Longest question, characters. */
export const maxQuestionLength = 4000;

/** Half of a surrogate pair, or a control character other than tab and line ends: no database or model takes them. */
const unprintable = /\p{Cs}|[^\P{Cc}\t\n\r]/u;
const printable = (value: string) => !unprintable.test(value);
const unprintableMessage = "There are control characters or broken characters in it.";

/** Text as people type it. `missing` is said where it is not a string. */
export const text = (missing?: string) => z.string(missing).refine(printable, unprintableMessage);

/** Text on one line: runs of white space become one space. */
const line = (what: string, length: number) =>
  text()
    .transform((value) => value.replace(/\s+/g, " ").trim())
    .pipe(
      z.string().min(1, `${what} must not be empty.`).max(length, `${what} may have ${length} characters at most.`),
    );

export const collectionName = line("The name", 100);
export const conversationTitle = line("The title", 200);

export const id = text().min(1).max(100);
export const ids = z.array(id).max(1000);
/** The id in a path. */
export const byId = z.strictObject({ id });

/** `?collection=a&collection=b` and `?collection=a,b` mean the same. */
const idList = z
  .union([text(), z.array(text()).max(1000)])
  .transform((values) => [values].flat().flatMap((value) => value.split(",").filter((one) => one !== "")))
  .pipe(ids)
  .optional();
const flag = z
  .enum(["0", "1", "true", "false"])
  .transform((value) => value === "1" || value === "true")
  .optional();

export const searchQuery = z.strictObject({
  q: text().max(2000, "A search may have 2000 characters at most.").default(""),
  collection: idList,
  document: idList,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Say for each candidate what it scored and why it was cut. */
  explain: flag,
  /** Words only, for searching as one types. */
  words: flag,
  /** Also the best sentences, and whether they are enough to answer from. */
  evidence: flag,
});

export const question = text("Send a question.")
  .transform((value) => value.trim())
  .pipe(
    z
      .string()
      .min(1, "The question is empty. Type what you want to know.")
      .max(
        maxQuestionLength,
        `The question is too long: ${maxQuestionLength} characters at most. Put long text into a document.`,
      ),
  );

export const answerRequest = z.strictObject({
  question,
  collectionIds: ids.optional(),
  documentIds: ids.optional(),
  conversationId: id.optional(),
  /** The model that is expected to answer; another one than that which runs is refused. */
  model: text().max(200).optional(),
  /** Tokens of thinking at most; 0 for none. THOUGHT_TOKENS when not given. */
  thoughtTokens: z.int().min(0).max(32_768).optional(),
  stream: z.boolean().optional(),
});
