"use client";

import Link from "next/link";
import { count } from "../data/format.ts";
import { useHealth } from "../data/health-context.tsx";
import type { MeterReport } from "../data/records.ts";
import { type Theme, useTheme } from "../shell/theme-toggle.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { SheetPage } from "../ui/sheet-page.tsx";
import { Meters } from "./meters.tsx";
import { Fact, Section } from "./section.tsx";

const themes: { value: Theme; name: string }[] = [
  { value: "system", name: "As the system" },
  { value: "light", name: "Light" },
  { value: "dark", name: "Dark" },
];
const modelWords = { ready: "Ready", loading: "Loading", absent: "Not here", failed: "Failed" };

/** What runs, how it looks, and how programs get in. */
export function Settings({ name, meters }: { name: string; meters: MeterReport }) {
  const health = useHealth();
  const [theme, choose] = useTheme();
  const signOut = () =>
    fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })
      .catch(() => undefined)
      .then(() => window.location.assign("/sign-in"));

  return (
    <SheetPage title="Settings">
      <Section title="Appearance">
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Theme</legend>
          {themes.map(({ value, name }) => (
            <label
              key={value}
              className="cursor-pointer rounded-lg border border-line-strong/60 bg-sheet px-3 py-1.5 text-sm has-checked:border-accent has-checked:bg-accent-soft has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="theme"
                value={value}
                checked={theme === value}
                onChange={() => choose(value)}
                className="sr-only"
              />
              {name}
            </label>
          ))}
        </fieldset>
      </Section>
      <Section title="Model">
        {health === null ? (
          <div className="skeleton h-16" aria-hidden />
        ) : (
          <>
            <dl>
              <Fact name="Model">{health.model.name ?? "none"}</Fact>
              <Fact name="State">{modelWords[health.model.status]}</Fact>
              <Fact name="Runs on">{health.model.backend}</Fact>
              {health.model.running !== null && health.model.running.gpuLayers > 0 && (
                <Fact name="On the GPU">
                  {health.model.running.gpuLayers} of {count(health.model.running.layers, "layer")}
                </Fact>
              )}
              <Fact name="Context">
                {health.model.contextSize === null ? null : count(health.model.contextSize, "token")}
              </Fact>
            </dl>
            {health.model.running?.fallbacks.map((line) => (
              <Notice key={line} look="warn">
                {line[0]?.toUpperCase()}
                {line.slice(1)}.
              </Notice>
            ))}
            {health.model.starter === true && (
              <Notice look="warn" hint="Choose a DeepSeek-R1 model on the Models page.">
                This is the starter model. It shows that everything works, but reasons poorly. Search and quotes do not
                depend on it.
              </Notice>
            )}
            {health.model.hint !== undefined && <Notice>{health.model.hint}</Notice>}
          </>
        )}
        <p className="flex flex-wrap gap-x-5 pt-1">
          <Link className="text-accent underline underline-offset-4" href="/models">
            Choose a model
          </Link>
          <Link className="text-accent underline underline-offset-4" href="/compare">
            Compare models
          </Link>
        </p>
      </Section>
      <Section title="Meters">
        <Meters report={meters} />
      </Section>
      <Section title="Index">
        {health === null ? (
          <div className="skeleton h-10" aria-hidden />
        ) : (
          <dl>
            <Fact name="Documents">{health.index.documents.toLocaleString("en")}</Fact>
            <Fact name="Chunks">{health.index.chunks.toLocaleString("en")}</Fact>
            <Fact name="Worker">{health.worker.status}</Fact>
            <Fact name="Version">{health.version}</Fact>
          </dl>
        )}
      </Section>
      <Section title="Programs">
        <p className="text-soft">
          A key lets a program search and ask under <code>/api/v1</code>. Make one in the terminal:
        </p>
        <pre className="mt-2 overflow-x-auto rounded-lg bg-sunk px-3 py-2 font-mono text-sm">
          npm run footnote -- key create NAME
        </pre>
        <a className="mt-2 inline-block text-accent underline underline-offset-4" href="/api/v1/openapi.json">
          OpenAPI document
        </a>
      </Section>
      <Section title="Keyboard">
        <dl>
          <Fact name="/">to the question or search box</Fact>
          <Fact name="j, k">to the next or previous citation; with a document open it follows</Fact>
          <Fact name="Esc">close the document</Fact>
          <Fact name="Ctrl + − 0">zoom the document</Fact>
        </dl>
      </Section>
      <Section title="Account">
        <p className="text-soft">Signed in as {name}.</p>
        <Button look="outline" className="mt-2" onClick={() => void signOut()}>
          Sign out
        </Button>
      </Section>
    </SheetPage>
  );
}
