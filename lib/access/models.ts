import type { ModelLibrary, ModelOverview, ModelRecord } from "../model-library.ts";
import type { Person } from "./person.ts";

export interface GuardedModelsOptions {
  access: { requireAdministrator(person: Person): Promise<void> };
  library: ModelLibrary;
}

/** The models: everyone may see them; who administers this installation may change them. */
export function createGuardedModels({ access, library }: GuardedModelsOptions) {
  const administered =
    <Result>(work: (id: string) => Promise<Result>) =>
    async (person: Person, id: string): Promise<Result> => {
      await access.requireAdministrator(person);
      return work(id);
    };
  return {
    overview: (_person: Person): Promise<ModelOverview> => library.overview(),
    fetch: administered(library.fetch),
    pause: administered(library.pause),
    verify: administered(library.verify),
    use: administered(library.use),
    remove: administered(library.remove),
    /** A path names a file of the server: only who administers it may give one. */
    add: administered<ModelRecord>(library.add),
  };
}
