import { createReadStream } from "node:fs";
import { createAccess, readSecret } from "../access/index.ts";
import type { Config } from "../base/config.ts";
import { building, type Disposers } from "../base/disposers.ts";
import { createCatalog } from "../catalog/index.ts";
import { createOriginals, upload } from "../documents/index.ts";
import { createOpenAiGenerator } from "../generate/index.ts";
import { createModelLibrary } from "../models/library/index.ts";
import { runTask } from "../models/tasks/run-task.ts";
import { createRights } from "../services/context/rights.ts";
import { createKeysService } from "../services/keys.ts";
import { createModelsService } from "../services/models.ts";

/** A port on which nothing listens. */
const NOWHERE = "http://127.0.0.1:9/v1";

/**
 * The data folder of this machine, opened by whoever may read it: the supervisor and the command line. Who can read it may
 * do everything anyway, so that its first person is who acts.
 */
export function openInstallation(config: Config, baseUrl: string) {
  return building((disposers) => open(config, baseUrl, disposers));
}

async function open(config: Config, baseUrl: string, { use, dispose }: Disposers) {
  const catalog = use(
    await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN }),
    (made) => made.close(),
  );
  await catalog.migrate("lib/catalog/migrations");
  const access = createAccess({ ...catalog, baseUrl, secret: readSecret(config.DATA_DIR) });
  const { person, firstCollection } = await access.firstPerson();
  return {
    person,
    /** A new one-time sign-in link. */
    signInLink: () => access.signInLink(),
    keys: createKeysService(catalog),
    /** Puts a guide into the first collection of a fresh installation, so that there is something to ask about at once. */
    async welcome(guide: URL): Promise<void> {
      if (firstCollection === null) return;
      const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
      await upload(
        { originals, documents: catalog.documents },
        {
          collectionId: firstCollection,
          name: "Footnote guide.pdf",
          body: createReadStream(guide),
          length: null,
          by: person.name,
        },
      );
    },
    close: dispose,
  };
}

/** The models of the data folder, where Footnote does not run. `program`: the bundled model task. */
export function openModels(config: Config, program: string) {
  const library = createModelLibrary({
    config,
    generator: createOpenAiGenerator({ baseUrl: NOWHERE, apiKey: "" }),
    ownProcess: config.LLM_BASE_URL === undefined,
    runTask: (options) => runTask({ program, ...options }),
  });
  return createModelsService({ rights: createRights({ collections: nothing }), library });
}

/** The terminal administers its own data folder. */
const nothing = { role: async () => null, list: async () => [] };
