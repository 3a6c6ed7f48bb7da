/** How a download stands. */
export interface Progress {
  file: string;
  bytesDone: number;
  /** Null where the source does not say. */
  bytesTotal: number | null;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

export type OnProgress = (progress: Progress) => void;

/** Seconds of the past over which the speed is taken. */
const windowSeconds = 8;

/** Keeps the speed of one file over the last seconds and tells it at most every `everyMs`. */
export function createMeter(file: string, bytesTotal: number | null, onProgress: OnProgress, everyMs = 200) {
  const marks: { at: number; bytes: number }[] = [];
  let toldAt = Number.NEGATIVE_INFINITY;
  let complete = false;
  return (bytesDone: number) => {
    const now = performance.now();
    marks.push({ at: now, bytes: bytesDone });
    while (marks.length > 2 && now - (marks[0]?.at ?? now) > windowSeconds * 1000) marks.shift();
    if (complete || (now - toldAt < everyMs && bytesDone !== bytesTotal)) return;
    complete = bytesDone === bytesTotal;
    toldAt = now;
    const first = marks[0];
    const seconds = first ? (now - first.at) / 1000 : 0;
    const bytesPerSecond = first && seconds > 0.2 ? (bytesDone - first.bytes) / seconds : null;
    const secondsLeft =
      bytesPerSecond && bytesTotal !== null ? Math.max(0, bytesTotal - bytesDone) / bytesPerSecond : null;
    onProgress({ file, bytesDone, bytesTotal, bytesPerSecond, secondsLeft });
  };
}

/** `1.2 GB`, `350 MB`, `12 KB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}

/** `45 MB of 98 MB, 12 MB/s, 4 s left`. */
export function describeProgress({ bytesDone, bytesTotal, bytesPerSecond, secondsLeft }: Progress): string {
  const parts = [
    bytesTotal === null ? formatBytes(bytesDone) : `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`,
  ];
  if (bytesPerSecond) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join(", ");
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
