import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/** How a title says why its tests may be skipped. */
const reason = /\(skipped where ([^()]+)\)/;

/** Why tests were skipped, in one line: `skipped: 36 because ../shared is absent, 2 because …`; null where none was. */
export function describeSkips(titles: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const title of titles) {
    const why = reason.exec(title)?.[1];
    const text = why === undefined ? "not chosen for this run" : `because ${why}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${count} ${why}`);
  return `skipped: ${parts.join(", ")}`;
}

/**
 * The last lines of a run: why tests were skipped, and `N passed, N failed, N skipped`. A file that could not be run counts
 * as one failure.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>, _reason: TestRunEndReason): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const skipped: string[] = [];
    for (const file of modules) {
      counts.failed += file.errors().length;
      for (const test of file.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed" || state === "skipped") counts[state] += 1;
        if (state === "skipped") skipped.push(test.fullName);
      }
    }
    const why = describeSkips(skipped);
    process.stdout.write(
      `\n${why === null ? "" : `${why}\n`}${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
    );
  }
}
