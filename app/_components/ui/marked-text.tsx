import { Fragment } from "react";

/** A page's slice as flowing text: its lines run on, and a word parted at a line's end has no gap in it. */
export const flowing = (text: string): string => text.replace(/([-\u2010\u00ad])\r?\n(?=\S)/g, "$1");

/** Text with runs of it marked. Ranges that overlap or run backwards are passed over. */
export function MarkedText(props: { text: string; ranges: readonly [number, number][]; kind?: string }) {
  const { text, ranges, kind } = props;
  const words = kind === undefined ? flowing : (same: string) => same;
  const pieces: { at: number; plain: string; marked: string }[] = [];
  let at = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < at || end <= start || end > text.length) continue;
    pieces.push({ at: start, plain: text.slice(at, start), marked: text.slice(start, end) });
    at = end;
  }
  return (
    <>
      {pieces.map((piece) => (
        <Fragment key={piece.at}>
          {words(piece.plain)}
          <mark data-highlight={kind}>{words(piece.marked)}</mark>
        </Fragment>
      ))}
      {words(text.slice(at))}
    </>
  );
}
