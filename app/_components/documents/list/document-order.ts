import type { DocumentFilter, DocumentSort } from "../../../../lib/catalog/index.ts";

/** Documents a page of the list, the one in the HTML included. */
export const PAGE = 50;

/** Which documents are listed, and in which order. */
export interface DocumentOrder {
  /** A collection's id, or "" for all. */
  collection: string;
  sort: DocumentSort;
  descending: boolean;
  status: DocumentFilter;
  /** Part of the name. */
  name: string;
}

const sorts: DocumentSort[] = ["name", "status", "pages", "chunks", "size", "createdAt"];
const filters: DocumentFilter[] = ["all", "ready", "working", "failed", "warned"];
export const filterOf = (value: string | null) => filters.find((filter) => filter === value) ?? "all";

/** What an address asks for: the newest first where it says nothing. */
export function documentOrder(parameter: (name: string) => string | null): DocumentOrder & { cursor: string | null } {
  const sort = sorts.find((known) => known === parameter("sort")) ?? "createdAt";
  const order = parameter("order");
  return {
    collection: parameter("collection") ?? "",
    sort,
    descending: order === null ? sort === "createdAt" : order === "descending",
    status: filterOf(parameter("status")),
    name: (parameter("name") ?? "").slice(0, 200),
    cursor: parameter("cursor"),
  };
}

/** The same as a query string: of this site's page, and of the API. */
export function orderParameters({ collection, sort, descending, status, name }: DocumentOrder): URLSearchParams {
  const parameters = new URLSearchParams({ sort, order: descending ? "descending" : "ascending" });
  if (collection !== "") parameters.set("collection", collection);
  if (status !== "all") parameters.set("status", status);
  if (name.trim() !== "") parameters.set("name", name.trim());
  return parameters;
}
