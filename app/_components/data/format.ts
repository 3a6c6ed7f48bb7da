/** Words for figures, for readers. */

export function fileSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  const megabytes = bytes / 1_000_000;
  return megabytes < 1_000 ? `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB` : `${(megabytes / 1_000).toFixed(1)} GB`;
}

/** "850 ms", "4.2 s", "38 s", "3 min 20 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "about 40 s left", rounded so that it does not flicker. */
export function timeLeft(seconds: number): string {
  if (seconds < 5) return "a few seconds left";
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  return `about ${Math.ceil(seconds / 60)} min left`;
}

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** "pages 3, 7 to 9 and 12": runs of neighbours are joined. */
export function pageList(pages: number[]): string {
  const runs: [number, number][] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && page <= last[1] + 1) last[1] = page;
    else runs.push([page, page]);
  }
  const words = runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
  const list = words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
  return `${pages.length === 1 ? "page" : "pages"} ${list}`;
}

/** "today 14:05", "yesterday 9:12", "3 Nov", "3 Nov 2025". */
export function when(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const day = (value: Date) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((day(now) - day(date)) / 86_400_000);
  const time = date.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return date.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year });
}

/** Watt-hours of one answer: "0.04 Wh", "3 mWh". */
export function energy(wattHours: number): string {
  if (wattHours <= 0) return "0 Wh";
  return wattHours < 0.01 ? `${(wattHours * 1_000).toPrecision(2)} mWh` : `${wattHours.toPrecision(2)} Wh`;
}

/** What people call a page: "page 7", "page iv", "Slide 3", a sheet's name. */
export function pageName(page: number, label: string): string {
  return label === String(page) || /^(?:[ivxlcdm]+|[A-Za-z]{0,2}-?\d[\w.-]{0,8})$/i.test(label)
    ? `page ${label}`
    : label;
}
