import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { count, duration, energy } from "../data/format.ts";
import type { MeterReport, MeterTotals } from "../data/records.ts";
import { daysUntil } from "./days-until.ts";
import { METER_DAYS } from "./meter-days.ts";

/** What answers cost over the last days: by day and by collection, measured and estimated apart. */
export function Meters({ report }: { report: MeterReport }) {
  const { days, collections, total, energy: told } = report;
  return (
    <div data-meters>
      <p>
        <span className="font-semibold">{count(total.answers, "answer")}</span>
        <span className="text-soft"> in the last {METER_DAYS} days</span>
      </p>
      {total.answers > 0 && (
        <>
          <Cost totals={total} />
          <Bars days={days} />
          <List title="By collection">
            {collections.map(({ collectionId, name, ...totals }) => (
              <Row key={collectionId ?? ""} name={name ?? "No collection in particular"} totals={totals} />
            ))}
          </List>
          <List title="By day">
            {[...days].reverse().map(({ day, ...totals }) => (
              <Row key={day} name={dayName(day)} totals={totals} />
            ))}
          </List>
        </>
      )}
      <p className="mt-3 text-pretty text-soft text-sm">
        {told.measures === null
          ? `No energy counter can be read here, so energy is estimated: ${told.watts} W × the seconds of writing. Set WATTS to what your machine draws.`
          : `Energy is measured (${told.measures}); where a model runs elsewhere it is estimated: ${told.watts} W × the seconds of writing.`}
      </p>
    </div>
  );
}

function Cost({ totals }: { totals: MeterTotals }) {
  const { promptTokens, thoughtTokens, textTokens, seconds, wattHours } = totals;
  const number = (n: number) => n.toLocaleString("en");
  const parts = [
    `${number(promptTokens)} tokens in, ${number(thoughtTokens)} thought, ${number(textTokens)} out`,
    duration(seconds * 1000),
    wattHours.measured > 0 ? `${energy(wattHours.measured)} measured` : null,
    wattHours.estimated > 0 ? `${energy(wattHours.estimated)} estimated` : null,
  ].filter((part) => part !== null);
  return <p className="text-soft text-sm tabular-nums">{parts.join(" · ")}</p>;
}

/** One bar a day, today at the right; a day without an answer is a line. */
function Bars({ days }: { days: MeterReport["days"] }) {
  const byDay = new Map(days.map(({ day, answers }) => [day, answers]));
  const bars = daysUntil(days.at(-1)?.day, METER_DAYS).map((day) => ({ day, answers: byDay.get(day) ?? 0 }));
  const most = Math.max(1, ...bars.map(({ answers }) => answers));
  return (
    <div
      role="img"
      aria-label={`Answers a day; the most on one day is ${most}`}
      className="mt-3 flex h-16 items-end gap-[3px] border-b pb-px"
    >
      {bars.map(({ day, answers }) => (
        <span
          key={day}
          title={`${dayName(day)}: ${count(answers, "answer")}`}
          style={{ height: answers === 0 ? "1px" : `${Math.max(6, (answers / most) * 100)}%` }}
          className={answers === 0 ? "min-w-0 flex-1 bg-line" : "min-w-0 flex-1 rounded-t-sm bg-accent"}
        />
      ))}
    </div>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group mt-3 border-b pb-2">
      <summary className="flex list-none items-center gap-1.5 rounded font-medium text-sm hover:text-accent">
        {title}
        <ChevronRight aria-hidden className="size-3.5 text-soft transition-transform group-open:rotate-90" />
      </summary>
      <ul className="mt-1">{children}</ul>
    </details>
  );
}

function Row({ name, totals }: { name: string; totals: MeterTotals }) {
  return (
    <li className="border-t py-1.5 first:border-t-0">
      <p className="flex gap-3">
        <span className="min-w-0 break-words">{name}</span>
        <span className="ml-auto shrink-0 tabular-nums">{count(totals.answers, "answer")}</span>
      </p>
      <Cost totals={totals} />
    </li>
  );
}

const dayName = (day: string) =>
  new Date(`${day}T12:00:00`).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
