import { print } from "./terminal.ts";

/** Writes one line of JSON; never a document's text. */
export function log(
  event: string,
  details: Record<string, unknown> = {},
  level: "info" | "warn" | "error" = "info",
): void {
  print(JSON.stringify({ time: new Date().toISOString(), level, event, ...details }));
}
