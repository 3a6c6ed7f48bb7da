"use client";

import { FileSearch } from "lucide-react";
import Link from "next/link";
import { useCallback, useRef, useState } from "react";
import type { DocumentPage } from "../../../lib/catalog/index.ts";
import { type ApiError, asApiError } from "../data/api.ts";
import { count as countOf, fileSize } from "../data/format.ts";
import { AddButton } from "../library/add-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { CollectionBar } from "./collection-bar.tsx";
import { type DocumentOrder, filterOf, orderParameters } from "./list/document-order.ts";
import { DocumentTable } from "./list/document-table.tsx";
import { useDocumentPages } from "./list/use-document-pages.ts";
import { UploadList } from "./upload-list.tsx";

interface Props {
  /** What the address asks for, and the page of documents that the server found for it. */
  initial: DocumentOrder & { cursor: string | null };
  page: DocumentPage;
}

/** Every document, how it gets on, and what can be done with it. */
export function Documents({ initial, page }: Props) {
  const { pages, order, setOrder, failure, isBusy } = useDocumentPages(initial, page);
  const scroller = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const run = useCallback((work: Promise<void>) => {
    setProblem(null);
    work.catch((error: unknown) => setProblem(asApiError(error)));
  }, []);
  const { collection } = order;
  const { all, bytes } = pages.counts();
  const count = pages.count();

  return (
    <div ref={scroller} className="relative h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-6xl px-4 pb-12 sm:px-8">
        <div className="flex flex-wrap items-end gap-x-4 gap-y-3 pt-5 sm:pt-8">
          <div className="flex-1">
            <h1 className="font-medium font-serif text-2xl tracking-tight">Documents</h1>
            <p className="whitespace-nowrap text-soft text-sm">{`${countOf(all, "document")}, ${fileSize(bytes)}`}</p>
            <Link href="/questions" className="text-accent text-sm underline underline-offset-4">
              Questions without an answer
            </Link>
          </div>
          <div className="flex gap-2">
            <AddButton collectionId={collection || undefined} />
            <AddButton collectionId={collection || undefined} look="outline" folder />
          </div>
        </div>
        <CollectionBar chosen={collection} onChoose={(id) => setOrder({ ...order, collection: id })} run={run} />
        <div className="mt-3 space-y-3 empty:hidden">
          {[failure, problem].map(
            (one) =>
              one !== null && (
                <Notice key={one.code} look="bad" hint={one.hint} live>
                  {one.message}
                </Notice>
              ),
          )}
          <UploadList />
        </div>
        {all > 0 && (
          <div className="mt-5 flex flex-wrap gap-2">
            <input
              type="search"
              data-slash
              aria-label="Filter by name"
              placeholder="Filter by name"
              value={order.name}
              onChange={(event) => setOrder({ ...order, name: event.target.value })}
              className="h-9 w-56 min-w-0 flex-1 rounded-lg border border-line-strong/60 bg-sheet px-3 sm:flex-none"
            />
            <select
              aria-label="Filter by status"
              value={order.status}
              onChange={(event) => setOrder({ ...order, status: filterOf(event.target.value) })}
              className="h-9 rounded-lg border border-line-strong/60 bg-sheet px-2 text-sm"
            >
              <option value="all">All</option>
              <option value="ready">Ready</option>
              <option value="working">In work</option>
              <option value="failed">Failed</option>
              <option value="warned">With warnings</option>
            </select>
          </div>
        )}
        {all === 0 && !isBusy && <Empty />}
        {count > 0 && (
          <div aria-busy={isBusy}>
            <DocumentTable pages={pages} scroller={scroller} order={order} onOrder={setOrder} run={run} />
          </div>
        )}
        {all > 0 && count === 0 && <p className="pt-8 text-soft">No document fits this filter.</p>}
        <noscript>
          <p className="flex gap-5 pt-5">
            {initial.cursor !== null && <a href={`/documents?${orderParameters(initial)}`}>From the beginning</a>}
            {page.cursor !== null && (
              <a href={`/documents?${orderParameters(initial)}&cursor=${page.cursor}`}>Further documents</a>
            )}
          </p>
        </noscript>
      </div>
    </div>
  );
}

function Empty() {
  return (
    <div className="mt-6 grid place-items-center rounded-3xl border-2 border-line-strong/50 border-dashed px-6 py-16 text-center">
      <FileSearch aria-hidden className="size-8 text-soft" />
      <p className="mt-3 font-serif text-xl">Drop files or folders here</p>
      <p className="mt-1 max-w-sm text-pretty text-soft text-sm">
        PDF, Word, Excel, PowerPoint, OpenDocument, mail, web pages, books, CSV, text, Markdown and ZIP. They are kept
        on this machine, and the first pages can be searched within seconds.
      </p>
    </div>
  );
}
