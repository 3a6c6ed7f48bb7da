/**
 * What the file dialog offers and what of a dropped folder is sent. The server looks at the bytes themselves
 * (lib/base/file-kinds.ts, whose extensions test/unit/dropped-files.test.ts holds against these).
 */
export const ACCEPTED =
  ".pdf,.docx,.docm,.dotx,.pptx,.pptm,.ppsx,.potx,.xlsx,.xlsm,.xltx,.odt,.ott,.ods,.ots,.odp,.otp,.rtf,.epub,.eml,.msg,.html,.htm,.xhtml,.md,.markdown,.csv,.tsv,.tab,.txt,.text,.log,.zip";

const extensions = new Set(ACCEPTED.split(","));

/** Why a file of a folder is not sent, by its name alone; null for one that is. */
export function whyPassedOver(name: string): string | null {
  if (name.startsWith(".")) return "hidden";
  const extension = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? "";
  return extensions.has(extension) ? null : "of a kind that is not read";
}

/** "2 hidden: .a, .b", a line a reason. */
export function describePassedOver(names: readonly string[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const name of names) {
    const reason = whyPassedOver(name) ?? "";
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, group]) => `${group.length} ${reason}: ${group.join(", ")}`);
}
