"use client";

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, type RefObject, useEffect, useRef } from "react";
import type { DocumentSort } from "../../../../lib/catalog/index.ts";
import { count, fileSize, pageList } from "../../data/format.ts";
import type { DocumentRecord } from "../../data/records.ts";
import { useVirtualRows } from "../../ui/use-virtual-rows.ts";
import { When } from "../../ui/when.tsx";
import { useViewer } from "../../viewer/viewer-context.tsx";
import { DocumentActions } from "./document-actions.tsx";
import type { DocumentOrder } from "./document-order.ts";
import type { DocumentPages } from "./document-pages.ts";
import { DocumentStatus } from "./document-status.tsx";

const columns: { by: DocumentSort; name: string; look: string }[] = [
  { by: "name", name: "Name", look: "" },
  { by: "status", name: "Status", look: "w-56" },
  { by: "pages", name: "Pages", look: "w-20 text-right @max-3xl:hidden" },
  { by: "chunks", name: "Chunks", look: "w-24 text-right @max-3xl:hidden" },
  { by: "size", name: "Size", look: "w-24 text-right @max-3xl:hidden" },
  { by: "createdAt", name: "Added", look: "w-40 @max-3xl:hidden" },
];

/** A row of one line of text, px; each is measured when it is there. */
const ROW_HEIGHT = 61;

interface Props {
  pages: DocumentPages;
  scroller: RefObject<HTMLElement | null>;
  order: DocumentOrder;
  onOrder(order: DocumentOrder): void;
  run(work: Promise<void>): void;
}

/**
 * A table where there is room; where there is not, each row becomes a card with the same facts. Only the rows in view exist.
 */
export function DocumentTable({ pages, scroller, order, onOrder, run }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { rows, before, after, measure } = useVirtualRows({
    scroller,
    list: body,
    count: pages.count(),
    estimate: ROW_HEIGHT,
    keyOf: pages.key,
  });
  const [first = 0, last = first] = [rows[0], rows.at(-1)];
  useEffect(() => pages.show(first, last), [pages, first, last]);
  const { sort, descending } = order;
  return (
    <div className="@container mt-3">
      <table aria-rowcount={pages.count() + 1} className="w-full table-fixed border-collapse text-sm @max-lg:block">
        <thead className="@max-lg:sr-only">
          <tr className="border-b text-left text-soft">
            {columns.map(({ by, name, look }) => (
              <th
                key={by}
                scope="col"
                aria-sort={sort !== by ? "none" : descending ? "descending" : "ascending"}
                className={clsx("px-2 py-1.5 font-medium first:pl-0", look)}
              >
                <button
                  type="button"
                  onClick={() =>
                    onOrder({ ...order, sort: by, descending: sort === by ? !descending : by === "createdAt" })
                  }
                  className="inline-flex items-center gap-1 rounded hover:text-ink"
                >
                  {name}
                  {sort === by && <SortIcon down={descending} />}
                </button>
              </th>
            ))}
            <th scope="col" className="w-12">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body} className="@max-lg:block">
          <Gap height={before} />
          {rows.map((index) => (
            <Row key={pages.key(index)} index={index} record={pages.row(index)} measure={measure} run={run} />
          ))}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}

const SortIcon = ({ down }: { down: boolean }) =>
  down ? <ArrowDown aria-hidden className="size-3.5" /> : <ArrowUp aria-hidden className="size-3.5" />;

/** In place of the rows that do not exist. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className="@max-lg:block" style={{ height }}>
      <td colSpan={columns.length + 1} />
    </tr>
  );
}

interface RowProps {
  index: number;
  /** Null while it is on its way. */
  record: DocumentRecord | null;
  measure: ((row: HTMLTableRowElement | null) => void) | undefined;
  run: Props["run"];
}

const Row = memo(function Row({ index, record, measure, run }: RowProps) {
  const { open } = useViewer();
  if (record === null) {
    return (
      <tr aria-hidden className="border-b @max-lg:block">
        <td colSpan={columns.length + 1} className="py-3 @max-lg:block">
          <div className="skeleton h-9" />
        </td>
      </tr>
    );
  }
  const { id, name, coverage, chunks, size, createdAt, createdBy, warnings } = record;
  const figure = "px-2 py-3 text-right align-top text-soft tabular-nums @max-3xl:hidden";
  const pagesAndSize = `${coverage.pages > 0 ? `${count(coverage.pages, "page")} · ` : ""}${fileSize(size)}`;
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      data-document={id}
      data-status={record.status}
      className="relative border-b @max-lg:flex @max-lg:flex-wrap @max-lg:items-start @max-lg:py-2.5"
    >
      <td className="py-3 pr-2 align-top @max-lg:min-w-0 @max-lg:flex-1 @max-lg:py-0">
        <button
          type="button"
          onClick={() => open({ documentId: id, documentName: name, page: 1, marks: [] })}
          className="line-clamp-2 break-words rounded text-left font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {name}
        </button>
        <p className="hidden text-soft @max-3xl:block">
          {pagesAndSize} · <When iso={createdAt} />
        </p>
        {coverage.unreadablePages.length > 0 && (
          <p className="mt-0.5 text-warn">Could not read {pageList(coverage.unreadablePages)}.</p>
        )}
        {warnings.map((warning) => (
          <p key={warning} className="mt-0.5 break-words text-warn">
            {warning}
          </p>
        ))}
      </td>
      <td className="px-2 py-3 align-top @max-lg:order-3 @max-lg:w-full @max-lg:px-0 @max-lg:pt-1 @max-lg:pb-0">
        <DocumentStatus record={record} run={run} />
      </td>
      <td className={figure}>{coverage.pages > 0 ? coverage.pages.toLocaleString("en") : "–"}</td>
      <td className={figure}>{chunks > 0 ? chunks.toLocaleString("en") : "–"}</td>
      <td className={figure}>{fileSize(size)}</td>
      <td className="px-2 py-3 align-top text-soft @max-3xl:hidden">
        <When iso={createdAt} />
        <span className="block truncate">{createdBy}</span>
      </td>
      <td className="py-1.5 text-right align-top @max-lg:order-2 @max-lg:py-0">
        <DocumentActions record={record} run={run} />
      </td>
    </tr>
  );
});
