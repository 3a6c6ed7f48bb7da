import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { asFootnoteError, FootnoteError } from "../../../lib/base/errors.ts";
import { printError } from "../../../lib/base/terminal.ts";
import type { DocumentRecord } from "../../../lib/catalog/index.ts";
import { getWeb } from "../../../lib/composition/web.ts";
import type { Health } from "../../../lib/services/health.ts";

/** A page waits at most so long for the model process to say how it is, ms; the browser asks it otherwise. */
const HEALTH_MS = 100;
/** Documents that the start page names. */
const NEWEST = 4;

/** The services and who asks for the page, once a request. Strangers are sent to the page that says how to sign in. */
export const signedIn = cache(async () => {
  const sent = new Headers(await headers());
  const web = await getWeb();
  const person = await web.people.signedIn(sent).catch((error: unknown) => {
    if (error instanceof FootnoteError && error.code === "not_signed_in") return null;
    throw error;
  });
  if (person === null) redirect("/sign-in");
  return { web, person };
});

/** How the parts are, or null where that takes too long for a page to wait. */
export async function healthSoon(): Promise<Health | null> {
  const { web, person } = await signedIn();
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), HEALTH_MS));
  const health = await Promise.race([web.health.read(person), late]);
  return health !== null && "model" in health ? health : null;
}

/** An error in words for the page that shows it; what is not ours is logged, and shown as "internal". */
export interface Refusal {
  code: string;
  message: string;
  hint?: string;
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof FootnoteError)) printError(error);
  const { code, message, hint } = asFootnoteError(error);
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** The newest documents that can be asked about, for the start page. */
export async function newestDocuments(): Promise<DocumentRecord[]> {
  const { web, person } = await signedIn();
  return (await web.documents.listPage(person, null, { status: "ready", limit: NEWEST })).documents;
}
