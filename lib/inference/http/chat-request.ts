import { z } from "zod";
import { FootnoteError } from "../../base/errors.ts";

const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.literal("text"), text: z.string() }))
    .transform((parts) => parts.map((part) => part.text).join("")),
]);

const body = z.object({
  model: z.string().optional(),
  messages: z
    .array(
      z.object({
        role: z.preprocess((role) => (role === "developer" ? "system" : role), z.enum(["system", "user", "assistant"])),
        content: text,
      }),
    )
    .min(1),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish(),
  seed: z.number().int().nonnegative().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  user: z.string().max(200).nullish(),
  /** Ours: tokens of thought at most; 0 leaves thinking out. */
  thought_tokens: z.number().int().nonnegative().nullish(),
  /** As llama-server takes it: GBNF for the text. */
  grammar: z.string().max(100_000).nullish(),
});

export type ChatBody = z.infer<typeof body>;

/**
 * Checks the body of `POST /v1/chat/completions`. Unknown fields are left aside, as other servers do.
 * @throws FootnoteError `bad_request` that names the first bad field.
 */
export function parseChatBody(input: unknown): ChatBody {
  const parsed = body.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FootnoteError("bad_request", `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not usable"}`);
}
