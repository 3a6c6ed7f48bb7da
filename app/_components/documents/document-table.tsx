"use client";

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo } from "react";
import { count, fileSize, pageList, when } from "../data/format.ts";
import type { DocumentRecord } from "../data/records.ts";
import { useViewer } from "../viewer/viewer-context.tsx";
import { DocumentActions } from "./document-actions.tsx";
import { DocumentStatus } from "./document-status.tsx";
import type { Column, Order } from "./sort-documents.ts";

const columns: { by: Column; name: string; look: string }[] = [
  { by: "name", name: "Name", look: "" },
  { by: "status", name: "Status", look: "w-56" },
  { by: "pages", name: "Pages", look: "w-20 text-right @max-3xl:hidden" },
  { by: "chunks", name: "Chunks", look: "w-24 text-right @max-3xl:hidden" },
  { by: "size", name: "Size", look: "w-24 text-right @max-3xl:hidden" },
  { by: "createdAt", name: "Added", look: "w-40 @max-3xl:hidden" },
];

interface Props {
  documents: DocumentRecord[];
  order: Order;
  onOrder(order: Order): void;
  run(work: Promise<void>): void;
}

/** A table where there is room; where there is not, each row becomes a card with the same facts. */
export function DocumentTable({ documents, order, onOrder, run }: Props) {
  return (
    <div className="@container mt-3">
      <table className="w-full table-fixed border-collapse text-sm @max-lg:block">
        <thead className="@max-lg:sr-only">
          <tr className="border-b text-left text-soft">
            {columns.map(({ by, name, look }) => (
              <th
                key={by}
                scope="col"
                aria-sort={order.by !== by ? "none" : order.down ? "descending" : "ascending"}
                className={clsx("px-2 py-1.5 font-medium first:pl-0", look)}
              >
                <button
                  type="button"
                  onClick={() => onOrder({ by, down: order.by === by ? !order.down : by === "createdAt" })}
                  className="inline-flex items-center gap-1 rounded hover:text-ink"
                >
                  {name}
                  {order.by === by && <SortIcon down={order.down} />}
                </button>
              </th>
            ))}
            <th scope="col" className="w-12">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="@max-lg:block">
          {documents.map((record) => (
            <Row key={record.id} record={record} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SortIcon = ({ down }: { down: boolean }) =>
  down ? <ArrowDown aria-hidden className="size-3.5" /> : <ArrowUp aria-hidden className="size-3.5" />;

const Row = memo(function Row({ record, run }: { record: DocumentRecord; run: Props["run"] }) {
  const { open } = useViewer();
  const { id, name, coverage, chunks, size, createdAt, createdBy, warnings } = record;
  const figure = "px-2 py-3 text-right align-top text-soft tabular-nums @max-3xl:hidden";
  const facts = [coverage.pages > 0 ? count(coverage.pages, "page") : null, fileSize(size), when(createdAt)];
  return (
    <tr
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
        <p className="hidden text-soft @max-3xl:block">{facts.filter((fact) => fact !== null).join(" · ")}</p>
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
        <time dateTime={createdAt}>{when(createdAt)}</time>
        <span className="block truncate">{createdBy}</span>
      </td>
      <td className="py-1.5 text-right align-top @max-lg:order-2 @max-lg:py-0">
        <DocumentActions record={record} run={run} />
      </td>
    </tr>
  );
});
