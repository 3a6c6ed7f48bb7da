import type { ModelOverview } from "../../../lib/models/library/index.ts";
import { count, fileSize } from "../data/format.ts";
import { Fact } from "../settings/section.tsx";
import { Notice } from "../ui/notice.tsx";
import { memoryOf, rough, roughTime, runsOn } from "./words.ts";

/** The model that answers: what it is, where it runs, why this one, and how fast it was expected to be and is. */
export function InUse({ overview }: { overview: ModelOverview }) {
  const { inUse, choice, notice, failed, fixed, models, suggested } = overview;
  const loading = models.find(({ state }) => state === "loading");
  const record = models.find(({ id }) => id === inUse?.id);
  return (
    <>
      {failed !== null && (
        <Notice look="bad" hint={failed.hint}>
          {failed.title} could not be loaded: {failed.message}
        </Notice>
      )}
      {inUse === null ? (
        <p role="status" className="text-pretty">
          {loading ? `Loading ${loading.title}. ` : ""}
          <span className="text-soft">{notice ?? "No model answers now."}</span>
        </p>
      ) : (
        <>
          <p className="break-words font-serif text-[1.2rem] leading-snug">{inUse.name}</p>
          {choice !== null && <p className="text-pretty text-soft">{choice.reason}</p>}
          {inUse.fallbacks.map((line) => (
            <Notice key={line} look="warn">
              {line[0]?.toUpperCase()}
              {line.slice(1)}.
            </Notice>
          ))}
          <dl>
            <Fact name="Runs on">{runsOn(inUse)}</Fact>
            <Fact name="Memory">{memoryOf(inUse)}</Fact>
            <Fact name="Context">{count(inUse.contextSize, "token")}</Fact>
          </dl>
          {record?.measured && (
            <table className="mt-1 w-full max-w-96 text-left text-sm tabular-nums">
              <caption className="sr-only">Its speed on this machine</caption>
              <thead className="text-soft">
                <tr>
                  <td />
                  <th scope="col" className="py-0.5 pr-3 font-normal">
                    reads
                  </th>
                  <th scope="col" className="pr-3 font-normal">
                    writes
                  </th>
                  <th scope="col" className="font-normal">
                    typical answer
                  </th>
                </tr>
              </thead>
              <tbody>
                {[
                  { name: "Expected", speed: record.expected },
                  { name: "Measured", speed: record.measured },
                ].map(({ name, speed }) => (
                  <tr key={name} className="border-t">
                    <th scope="row" className="py-1 pr-3 font-normal text-soft">
                      {name}
                    </th>
                    {speed === null ? (
                      <td colSpan={3} className="text-soft">
                        nothing: it is what others are reckoned from
                      </td>
                    ) : (
                      <>
                        <td className="pr-3">{rough(speed.prompt)} tokens/s</td>
                        <td className="pr-3">{rough(speed.answer)} tokens/s</td>
                        <td>{roughTime(speed.answerSeconds)}</td>
                      </>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
      {suggested !== null && (inUse === null || inUse.starter) && (
        <Notice hint={suggested.reason}>
          Suggested for this machine: <strong className="font-semibold text-ink">{suggested.title}</strong>
        </Notice>
      )}
      {fixed !== null && <Notice>{fixed}</Notice>}
    </>
  );
}

/** What decides which models suit: processor, memory, GPU, and what was measured. */
export function ThisMachine({ overview: { machine, freeBytes, hub } }: { overview: ModelOverview }) {
  if (machine === null) return <div className="skeleton h-16" aria-hidden />;
  const { cpu, cores, memoryBytes, gpu, memoryBytesPerSecond, measured } = machine;
  return (
    <dl>
      <Fact name="Processor">
        {cpu}, {count(cores, "core")}
      </Fact>
      <Fact name="Memory">
        {fileSize(memoryBytes)}
        {memoryBytesPerSecond !== null && `, moves ${fileSize(memoryBytesPerSecond)}/s`}
      </Fact>
      <Fact name="GPU">{gpu === null ? "none that can be used" : `${gpu.name}, ${fileSize(gpu.memoryBytes)}`}</Fact>
      <Fact name="Measured">
        {measured === null
          ? "not yet; a model that has run here says how fast the others will be"
          : `the starter read ${rough(measured.prompt)} and wrote ${rough(measured.answer)} tokens/s at the first start${machine.busy ? "; other programs were busy meanwhile, so it is measured again at the next" : ""}`}
      </Fact>
      <Fact name="Disk">{freeBytes === null ? null : `${fileSize(freeBytes)} free for models`}</Fact>
      <Fact name="Downloads">from {hub}</Fact>
    </dl>
  );
}
