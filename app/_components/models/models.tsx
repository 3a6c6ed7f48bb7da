"use client";

import type { ModelOverview } from "../../../lib/models/library/index.ts";
import { Section } from "../settings/section.tsx";
import { Notice } from "../ui/notice.tsx";
import { SheetPage } from "../ui/sheet-page.tsx";
import { AddModel } from "./add-model.tsx";
import { Family } from "./family.tsx";
import { InUse, ThisMachine } from "./in-use.tsx";
import { useModels } from "./use-models.ts";
import { groupModels } from "./words.ts";

/** Which model answers, which would suit this machine, and how to get it. */
export function Models({ initial }: { initial: ModelOverview }) {
  const { overview, problem, act, remove, add } = useModels(initial);
  const groups = groupModels(overview.models);
  const list = (families: ReturnType<typeof groupModels>["r1"]) => (
    <ul>
      {families.map((members) => (
        <Family
          key={members[0]?.family.id}
          members={members}
          actions={{ act, remove }}
          fixed={overview.fixed !== null}
        />
      ))}
    </ul>
  );
  return (
    <SheetPage title="Models">
      {problem !== null && (
        <div className="sticky top-2 z-10 pt-4">
          <Notice look="bad" hint={problem.hint} live>
            {problem.message}
          </Notice>
        </div>
      )}
      <Section title="In use">
        <InUse overview={overview} />
      </Section>
      <Section title="This machine">
        <ThisMachine overview={overview} />
      </Section>
      {groups.added.length > 0 && <Section title="Added here">{list(groups.added)}</Section>}
      <Section title="DeepSeek-R1">{list(groups.r1)}</Section>
      <Section title="Starter">{list(groups.starter)}</Section>
      <Section title="Add a model">
        <AddModel add={add} />
      </Section>
    </SheetPage>
  );
}
