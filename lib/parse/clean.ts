/**
 * Control characters become spaces and lone surrogates U+FFFD, one for one, so that offsets stay and the text survives
 * JSON and SQL. Nothing else is touched.
 */
export function clean(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, " ").replace(/\p{Surrogate}/gu, "\ufffd");
}
