import type { DocumentRecord } from "../data/records.ts";

export type Column = "name" | "status" | "pages" | "chunks" | "size" | "createdAt";
export interface Order {
  by: Column;
  down: boolean;
}

const filters = ["all", "ready", "working", "failed", "warned"] as const;
export type StatusFilter = (typeof filters)[number];
export const statusOf = (value: string): StatusFilter => filters.find((filter) => filter === value) ?? "all";

/** Still on its way to ready or failed. */
export const isWorking = ({ status }: DocumentRecord) => status !== "ready" && status !== "failed";
export const isWarned = ({ warnings, coverage }: DocumentRecord) =>
  warnings.length > 0 || coverage.unreadablePages.length > 0;

const figureOf: Record<Column, (record: DocumentRecord) => string | number> = {
  name: ({ name }) => name,
  status: ({ status }) => status,
  pages: ({ coverage }) => coverage.pages,
  chunks: ({ chunks }) => chunks,
  size: ({ size }) => size,
  createdAt: ({ createdAt }) => createdAt,
};

const compare = (a: string | number, b: string | number) =>
  typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), undefined, { numeric: true });

/** The documents that fit, in order; equal ones by name, so that the list does not dance while figures change. */
export function sortDocuments(
  documents: readonly DocumentRecord[],
  options: { filter: string; status: StatusFilter; order: Order },
): DocumentRecord[] {
  const words = options.filter.trim().toLocaleLowerCase();
  const fits: Record<StatusFilter, (record: DocumentRecord) => boolean> = {
    all: () => true,
    ready: ({ status }) => status === "ready",
    failed: ({ status }) => status === "failed",
    working: isWorking,
    warned: isWarned,
  };
  const { by, down } = options.order;
  return documents
    .filter((record) => record.name.toLocaleLowerCase().includes(words) && fits[options.status](record))
    .sort((a, b) => (down ? -1 : 1) * compare(figureOf[by](a), figureOf[by](b)) || compare(a.name, b.name));
}
