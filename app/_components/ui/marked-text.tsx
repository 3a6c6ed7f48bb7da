import { Fragment } from "react";

/** Text with runs of it marked. Ranges that overlap or run backwards are passed over. */
export function MarkedText(props: { text: string; ranges: readonly [number, number][]; kind?: string }) {
  const { text, ranges, kind } = props;
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
          {piece.plain}
          <mark data-highlight={kind}>{piece.marked}</mark>
        </Fragment>
      ))}
      {text.slice(at)}
    </>
  );
}
