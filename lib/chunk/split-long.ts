import type { YieldToEventLoop } from "../base/event-loop.ts";
import { betweenCharacters } from "../base/text/index.ts";
import type { Range } from "./running-lines.ts";

/** Splits a sentence that is longer than a chunk into ranges of at most `limit` tokens: at words, or inside a huge one. */
export async function splitLong(
  text: string,
  range: Range,
  limit: number,
  weigh: (range: Range) => number,
  yieldToEventLoop: YieldToEventLoop,
): Promise<(Range & { tokens: number })[]> {
  const pieces: (Range & { tokens: number })[] = [];
  for (const word of words(text, range)) {
    await yieldToEventLoop();
    const tokens = weigh(word);
    const last = pieces.at(-1);
    if (tokens > limit) for (const half of halves(text, word, limit, weigh)) pieces.push(half);
    else if (last !== undefined && last.tokens + tokens <= limit)
      Object.assign(last, { end: word.end, tokens: last.tokens + tokens });
    else pieces.push({ ...word, tokens });
  }
  return pieces;
}

function words(text: string, { start, end }: Range): Range[] {
  return [...text.slice(start, end).matchAll(/\S+/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

/** A "word" without a border for thousands of characters (Chinese, or a key): cut in halves, not inside a character. */
function halves(
  text: string,
  range: Range,
  limit: number,
  weigh: (range: Range) => number,
): (Range & { tokens: number })[] {
  const tokens = weigh(range);
  if (tokens <= limit || range.end - range.start < 4) return [{ ...range, tokens }];
  const middle = betweenCharacters(text, (range.start + range.end) >> 1);
  return [
    ...halves(text, { start: range.start, end: middle }, limit, weigh),
    ...halves(text, { start: middle, end: range.end }, limit, weigh),
  ];
}
