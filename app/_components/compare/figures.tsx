import type { Answer } from "../../../lib/base/types.ts";
import { usageRows } from "../answer/usage-rows.ts";
import { duration } from "../data/format.ts";

interface Props {
  names: { left: string; right: string };
  left: Answer;
  right: Answer;
  earlier: boolean;
}

/** What both took, line by line; what only one has, the other has none of. */
export function Figures({ names, left, right, earlier }: Props) {
  const [a, b] = [new Map(figuresOf(left)), new Map(figuresOf(right))];
  const rows = [...new Set([...a.keys(), ...b.keys()])];
  const cached = Math.max(left.usage.cachedTokens, right.usage.cachedTokens) > 0;
  return (
    <div data-figures className="mt-8 max-w-[46rem]">
      <table className="w-full text-left text-sm tabular-nums">
        <caption className="sr-only">What both answers took</caption>
        <thead>
          <tr className="border-b align-bottom">
            <td />
            <th scope="col" className="break-words py-1.5 pr-3 font-semibold">
              {names.left}
            </th>
            <th scope="col" className="break-words py-1.5 font-semibold">
              {names.right}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row} className="border-b align-top">
              <th scope="row" className="py-1 pr-3 font-normal text-soft">
                {row}
              </th>
              <td className="w-[36%] py-1 pr-3">{a.get(row) ?? "–"}</td>
              <td className="w-[36%] py-1">{b.get(row) ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {cached && !earlier && (
        <p className="mt-2 text-pretty text-soft text-sm">
          Tokens from the cache were read for an answer before, so they cost no time: compare thinking and writing
          rather than reading.
        </p>
      )}
    </div>
  );
}

function figuresOf(answer: Answer): [string, string][] {
  const { sentences, timings } = answer;
  const supported = sentences.filter(({ support }) => support === "supported").length;
  const support: [string, string][] =
    sentences.length === 0 ? [] : [["Supported", `${supported} of ${sentences.length} sentences`]];
  const speed: [string, string][] =
    timings.tokensPerSecond === null ? [] : [["Tokens/s", timings.tokensPerSecond.toFixed(1)]];
  return [
    ["In all", duration(timings.totalMs)],
    ...support,
    ...usageRows(answer).filter(([name]) => name !== "Searching"),
    ...speed,
  ];
}
