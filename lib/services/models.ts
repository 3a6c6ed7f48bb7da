import type { Person } from "../access/index.ts";
import type { ModelLibrary, ModelOverview, ModelRecord } from "../models/library/index.ts";
import type { Rights } from "./context/rights.ts";

export interface ModelsServiceOptions {
  rights: Pick<Rights, "requireAdministrator">;
  library: ModelLibrary;
}

/** The models: everyone may see them; who administers this installation may change them. */
export function createModelsService({ rights, library }: ModelsServiceOptions) {
  const administered =
    <Result>(work: (id: string) => Promise<Result>) =>
    async (person: Person, id: string): Promise<Result> => {
      await rights.requireAdministrator(person);
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
