/** The `count` days up to today, or up to `last` where the server's clock is a day ahead; YYYY-MM-DD, oldest first. */
export function daysUntil(last: string | undefined, count: number, today = new Date()): string[] {
  const here = dayOf(today);
  const end = new Date(`${last !== undefined && last > here ? last : here}T12:00:00`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end);
    day.setDate(end.getDate() - (count - 1 - index));
    return dayOf(day);
  });
}

function dayOf(date: Date): string {
  const two = (n: number) => `${n}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
