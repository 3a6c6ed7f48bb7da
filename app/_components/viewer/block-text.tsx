import type { Block, Cell } from "../../../lib/base/types.ts";
import { MarkedText } from "../ui/marked-text.tsx";
import { overlapping, rowsOf } from "./block-rows.ts";

interface Props {
  text: string;
  blocks: Block[];
  ranges: readonly [number, number][];
  kind: string;
}

/** A page's text as its blocks, with marks by their offsets; as written where it has none. It is text, never HTML. */
export function BlockText({ text, blocks, ranges, kind }: Props) {
  const slice = ({ start, end }: { start: number; end: number }) => (
    <MarkedText text={text.slice(start, end)} ranges={overlapping(ranges, start, end)} kind={kind} />
  );
  if (blocks.length === 0)
    return (
      <div className="whitespace-pre-wrap font-serif leading-relaxed">{slice({ start: 0, end: text.length })}</div>
    );
  return (
    <div className="space-y-3 font-serif leading-relaxed">
      {blocks.map((block) => (
        <OneBlock key={block.start} block={block} slice={slice} />
      ))}
    </div>
  );
}

type Slice = (place: { start: number; end: number }) => React.ReactNode;

function OneBlock({ block, slice }: { block: Block; slice: Slice }) {
  if (block.kind === "table" && block.cells !== undefined) return <Table cells={block.cells} slice={slice} />;
  const level = block.level ?? 0;
  if (block.kind === "heading") {
    const Tag = (["h3", "h4", "h5"] as const)[level] ?? "h6";
    return <Tag className={HEADINGS[level] ?? "font-semibold"}>{slice(block)}</Tag>;
  }
  const look = LOOKS[block.kind] ?? "";
  const indent = block.kind === "list-item" ? { marginLeft: `${Math.min(level, 8) * 1.25 + 0.5}em` } : {};
  return (
    <p className={`whitespace-pre-wrap break-words ${look}`} style={indent}>
      {slice(block)}
    </p>
  );
}

const HEADINGS = ["font-semibold text-xl", "font-semibold text-lg"];
const LOOKS: Partial<Record<Block["kind"], string>> = {
  caption: "text-soft italic",
  note: "border-line border-l-2 pl-3 text-[0.9em] text-soft",
  header: "text-[0.85em] text-soft",
  footer: "text-[0.85em] text-soft",
};

function Table({ cells, slice }: { cells: Cell[]; slice: Slice }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by the keyboard
    <section tabIndex={0} aria-label="Table" className="overflow-x-auto">
      <table className="border-collapse font-sans text-[0.9em]">
        <tbody>
          {rowsOf(cells).map((row) => (
            <tr key={row[0]?.row ?? 0}>
              {row.map((cell) => {
                const Tag = cell.isHeader ? "th" : "td";
                return (
                  <Tag
                    key={cell.column}
                    rowSpan={cell.rowSpan}
                    colSpan={cell.columnSpan}
                    className="border border-line px-2 py-1 text-left align-top"
                  >
                    {slice(cell)}
                  </Tag>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
