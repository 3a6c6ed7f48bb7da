import { FootnoteError } from "../../base/errors.ts";
import type { Generator } from "../../generate/types.ts";

/**
 * Refuses a request that names another model than the one that answers, by its name or its id.
 * @throws FootnoteError `bad_request`, or `model_unavailable` while there is none to compare with.
 */
export async function requireModel(generator: Pick<Generator, "info">, wanted: string | undefined): Promise<void> {
  if (wanted === undefined) return;
  const { name, running } = await generator.info();
  if (wanted === name || wanted === running?.id) return;
  throw new FootnoteError("bad_request", `model: “${wanted}” is not running. “${name}” answers now.`, {
    hint: "Leave “model” out, or choose the model under Models first.",
  });
}
