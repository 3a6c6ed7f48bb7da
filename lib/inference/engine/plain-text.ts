import type { BuiltinSpecialTokenValue, LlamaModel, Token, Tokenizer } from "node-llama-cpp";

/**
 * A model's tokenizer for which text is only ever text. What a chat wrapper marks as special stays special; everything else,
 * the text of documents and people, never becomes a token with a meaning of its own.
 *
 * llama.cpp's own switch (`parse_special` off) is not enough: it still makes one token of what a model's makers added as
 * "user defined", and R1's `<think>` and `</think>` are such. So the model is asked which of the tokens are, and those are
 * written in two pieces. The text stays the same, letter by letter.
 */
export function plainTokenizer(model: LlamaModel): Tokenizer {
  const special = createSpecialWords(model);

  function tokenize(text: string, specialTokens?: boolean, options?: "trimLeadingSpace"): Token[];
  function tokenize(text: BuiltinSpecialTokenValue, specialTokens: "builtin"): Token[];
  function tokenize(text: string, specialTokens?: boolean | "builtin", options?: "trimLeadingSpace"): Token[] {
    if (specialTokens === "builtin") {
      if (!isBuiltin(text)) throw new Error(`“${text}” names no token.`);
      return model.tokenize(text, "builtin");
    }
    if (specialTokens === true) return model.tokenize(text, true, options);
    return pieces(text, special(text, options)).flatMap((piece, index) =>
      model.tokenize(piece, false, index === 0 ? options : "trimLeadingSpace"),
    );
  }
  const { detokenize, isSpecialToken, isEogToken } = model.tokenizer;
  return Object.assign(tokenize, { detokenize, isSpecialToken, isEogToken });
}

/** For where node-llama-cpp tokenises by itself: the same words with a space in them. */
export function plainText(model: LlamaModel, text: string): string {
  return pieces(text, createSpecialWords(model)(text)).join(" ");
}

/** Finds the special tokens that a model would make of a text, as text. */
function createSpecialWords(model: LlamaModel): (text: string, options?: "trimLeadingSpace") => ReadonlySet<string> {
  const known = new Map<Token, boolean>();
  const isSpecial = (token: Token): boolean => {
    let special = known.get(token);
    if (special === undefined) {
      const { control, userDefined } = model.getTokenAttributes(token);
      // Runs of white space and single signs are common among added tokens and mean what they say.
      special = control || (userDefined && /\S\S/.test(model.detokenize([token], true)));
      known.set(token, special);
    }
    return special;
  };
  return (text, options) =>
    new Set(
      model
        .tokenize(text, false, options)
        .filter(isSpecial)
        .map((token) => model.detokenize([token], true).trim()),
    );
}

function isBuiltin(text: string): text is BuiltinSpecialTokenValue {
  return ["BOS", "EOS", "NL", "EOT", "SEP"].includes(text);
}

/** The text cut after the first character of each of these words, so that none of them stands in one piece. */
export function pieces(text: string, words: ReadonlySet<string>): string[] {
  const cuts = new Set<number>();
  for (const word of words)
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) cuts.add(at + firstLength(word));
  const borders = [...cuts].sort((a, b) => a - b);
  return [0, ...borders].map((start, index) => text.slice(start, borders[index])).filter((piece) => piece !== "");
}

const firstLength = (word: string) => ((word.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
