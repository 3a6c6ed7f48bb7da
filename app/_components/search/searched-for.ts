/** Results that a search gives at most: the most that the API allows. */
export const RESULTS = 100;

export interface SearchFor {
  query: string;
  collection: string;
  document: string;
  /** Also ask for what was left out, and why. */
  explain: boolean;
}

/** What an address asks for. */
export function searchedFor(parameter: (name: string) => string | null): SearchFor {
  return {
    query: parameter("q") ?? "",
    collection: parameter("collection") ?? "",
    document: parameter("document") ?? "",
    explain: parameter("explain") === "1",
  };
}
