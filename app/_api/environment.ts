import type { Person } from "../../lib/access/index.ts";
import type { Services } from "../../lib/services/index.ts";

/** What the routes need of the process they run in. */
export interface ApiServices extends Services {
  version: string;
  /** The address people open, for telling own pages from other sites. */
  baseUrl: string;
  /** Largest file taken, bytes. */
  maxUploadBytes: number;
}

/** What the middleware puts before every handler. */
export interface ApiEnvironment {
  Variables: { services: ApiServices; person: Person };
}
