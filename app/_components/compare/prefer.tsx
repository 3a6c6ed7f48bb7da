"use client";

import type { Comparison } from "../data/records.ts";

type Preference = NonNullable<Comparison["preference"]>;

interface Props {
  names: { left: string; right: string };
  preference: Comparison["preference"];
  onPrefer(preference: Comparison["preference"]): void;
}

/** Which answer is better; kept at once, and changed by choosing again. */
export function Prefer({ names, preference, onPrefer }: Props) {
  const choices: [Preference, string, string][] = [
    ["left", "Left", names.left],
    ["tie", "Tie", "about the same"],
    ["right", "Right", names.right],
  ];
  return (
    <fieldset data-prefer className="mt-6">
      <legend className="font-semibold">Which answer is better?</legend>
      <div className="mt-2 grid max-w-[46rem] gap-2 sm:grid-cols-3">
        {choices.map(([value, word, who]) => (
          <label
            key={value}
            className="min-w-0 cursor-pointer rounded-lg border border-line-strong/60 bg-sheet px-3 py-2 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="preference"
              value={value}
              checked={preference === value}
              onChange={() => onPrefer(value)}
              className="sr-only"
            />
            <span className="font-semibold">{word}</span>
            <span className="block truncate text-soft">{who}</span>
          </label>
        ))}
      </div>
      <p role="status" className="mt-1.5 text-soft text-sm">
        {preference === null ? "Your choice is kept with this comparison." : "Kept."}
      </p>
    </fieldset>
  );
}
