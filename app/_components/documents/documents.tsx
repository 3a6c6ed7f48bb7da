"use client";

import { FileSearch } from "lucide-react";
import Link from "next/link";
import { useCallback, useState } from "react";
import type { ApiError } from "../data/api.ts";
import { asApiError } from "../data/api.ts";
import { count, fileSize } from "../data/format.ts";
import { useLibrary } from "../data/library-context.tsx";
import { Notice } from "../ui/notice.tsx";
import { AddButton } from "./add-button.tsx";
import { CollectionBar } from "./collection-bar.tsx";
import { DocumentTable } from "./document-table.tsx";
import { type Order, type StatusFilter, sortDocuments, statusOf } from "./sort-documents.ts";
import { UploadList } from "./upload-list.tsx";

/** Every document, how it gets on, and what can be done with it. */
export function Documents() {
  const { documents, failure } = useLibrary();
  const [filter, setFilter] = useState("");
  const [status, setStatus] = useState<StatusFilter>("all");
  const [order, setOrder] = useState<Order>({ by: "createdAt", down: true });
  const [collection, setCollection] = useState("");
  const [problem, setProblem] = useState<ApiError | null>(null);
  const run = useCallback((work: Promise<void>) => {
    setProblem(null);
    work.catch((error: unknown) => setProblem(asApiError(error)));
  }, []);
  const inside = documents?.filter(({ collectionId }) => collection === "" || collectionId === collection) ?? null;
  const shown = sortDocuments(inside ?? [], { filter, status, order });
  const total = inside?.reduce((sum, { size }) => sum + size, 0) ?? 0;

  return (
    <div className="relative h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-6xl px-4 pb-12 sm:px-8">
        <div className="flex flex-wrap items-end gap-x-4 gap-y-3 pt-5 sm:pt-8">
          <div className="flex-1">
            <h1 className="font-medium font-serif text-2xl tracking-tight">Documents</h1>
            <p className="whitespace-nowrap text-soft text-sm">
              {inside === null ? "…" : `${count(inside.length, "document")}, ${fileSize(total)}`}
            </p>
            <Link href="/questions" className="text-accent text-sm underline underline-offset-4">
              Questions without an answer
            </Link>
          </div>
          <div className="flex gap-2">
            <AddButton collectionId={collection || undefined} />
            <AddButton collectionId={collection || undefined} look="outline" folder />
          </div>
        </div>
        <CollectionBar chosen={collection} onChoose={setCollection} run={run} />
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
        {documents !== null && documents.length > 0 && (
          <div className="mt-5 flex flex-wrap gap-2">
            <input
              type="search"
              data-slash
              aria-label="Filter by name"
              placeholder="Filter by name"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className="h-9 w-56 min-w-0 flex-1 rounded-lg border border-line-strong/60 bg-sheet px-3 sm:flex-none"
            />
            <select
              aria-label="Filter by status"
              value={status}
              onChange={(event) => setStatus(statusOf(event.target.value))}
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
        {documents === null && failure === null && <TableSkeleton />}
        {inside?.length === 0 && <Empty />}
        {shown.length > 0 && <DocumentTable documents={shown} order={order} onOrder={setOrder} run={run} />}
        {inside !== null && inside.length > 0 && shown.length === 0 && (
          <p className="pt-8 text-soft">No document fits this filter.</p>
        )}
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
        PDF, plain text and Markdown. They are kept on this machine, and the first pages can be searched within seconds.
      </p>
    </div>
  );
}

function TableSkeleton() {
  return (
    <div className="mt-6 space-y-4" aria-hidden>
      {["a", "b", "c", "d"].map((key) => (
        <div key={key} className="skeleton h-10" />
      ))}
    </div>
  );
}
