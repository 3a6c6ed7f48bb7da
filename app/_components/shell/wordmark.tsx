/** The name of the place: a footnote mark after the word. */
export function Wordmark() {
  return (
    <span className="font-medium font-serif text-[1.35rem] leading-none tracking-tight">
      Footnote
      <sup aria-hidden className="relative -top-[0.6em] ml-0.5 font-sans font-semibold text-[0.6em] text-accent">
        1
      </sup>
    </span>
  );
}
