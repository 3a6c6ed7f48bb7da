import { printableLine } from "../../base/terminal.ts";
import type { Left, LeftReason } from "./collect-files.ts";

/** Names shown for each reason. */
const namesShown = 5;

const words: Record<LeftReason, string> = {
  absent: "not there",
  nothing_inside: "without any file that is read",
  unreadable: "unreadable",
  special: "neither file nor folder",
  link: "links, which are not followed",
  hidden: "hidden",
  empty: "empty",
  too_large: "over the size limit",
  unread_kind: "of a kind that is not read",
};

/** What was not sent and why, a line a reason: how many, and the first few names, or all of them a line each. */
export function describeLeft(left: readonly Left[], verbose = false): string[] {
  if (left.length === 0) return [];
  const lines = [`Not sent: ${left.length}`];
  for (const [reason, text] of Object.entries(words)) {
    const names = left.filter((one) => one.reason === reason).map(({ path }) => printableLine(path));
    if (names.length === 0) continue;
    if (verbose) lines.push(`  ${names.length} ${text}:`, ...names.map((name) => `    ${name}`));
    else {
      const more = names.length - namesShown;
      lines.push(
        `  ${names.length} ${text}: ${names.slice(0, namesShown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
      );
    }
  }
  if (!verbose && left.some((one) => left.filter(({ reason }) => reason === one.reason).length > namesShown)) {
    lines.push("  --verbose names them all");
  }
  return lines;
}
