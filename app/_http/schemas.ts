import { z } from "zod";

/** Longest question, characters. */
export const maxQuestionLength = 4000;

const line = (what: string, length: number) =>
  z
    .string()
    .transform((value) => value.replace(/\s+/g, " ").trim())
    .pipe(
      z.string().min(1, `${what} must not be empty.`).max(length, `${what} may have ${length} characters at most.`),
    );

export const collectionName = line("The name", 100);
export const conversationTitle = line("The title", 200);
const ids = z.array(z.string().min(1).max(100)).max(1000);
/** `?collection=a&collection=b` and `?collection=a,b` mean the same. */
const idList = z
  .string()
  .transform((value) => value.split(",").filter((id) => id !== ""))
  .pipe(ids)
  .optional();
const flag = z
  .enum(["0", "1", "true", "false"])
  .transform((value) => value === "1" || value === "true")
  .optional();

export const searchQuery = z.object({
  q: z.string().max(2000, "A search may have 2000 characters at most.").default(""),
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
export type SearchQuery = z.output<typeof searchQuery>;

export const testQuestionRequest = z.object({ answerId: z.string("Send the answer's id.").min(1).max(100) });
/** `jsonl`: what `footnote eval` reads. */
export const testQuestionQuery = z.object({ format: z.enum(["json", "jsonl"]).default("json") });

export const answerRequest = z.object({
  question: z
    .string("Send a question.")
    .transform((value) => value.trim())
    .pipe(
      z
        .string()
        .min(1, "The question is empty. Type what you want to know.")
        .max(
          maxQuestionLength,
          `The question is too long: ${maxQuestionLength} characters at most. Put long text into a document.`,
        ),
    ),
  collectionIds: ids.optional(),
  documentIds: ids.optional(),
  conversationId: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  /** Tokens of thinking at most; 0 for none. THOUGHT_TOKENS when not given. */
  thoughtTokens: z.int().min(0).max(32_768).optional(),
  stream: z.boolean().optional(),
});
