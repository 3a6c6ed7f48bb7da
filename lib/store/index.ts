export { createLanceStore, type LanceStoreOptions } from "./lance-store.ts";
export { createLiveSearch, type SearchableStore } from "./live-search.ts";
export { createMemoryStore } from "./memory-store.ts";
export type { ChunkStore, SearchScope, StoredHit } from "./types.ts";
