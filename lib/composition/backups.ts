import { fileURLToPath } from "node:url";
import {
  type BackupOutcome,
  backUp,
  decryptWith,
  encryptTo,
  restore,
  type Verified,
  verifyBackup,
  verifyData,
} from "../backup/index.ts";
import type { Config } from "../base/config.ts";
import { FootnoteError } from "../base/errors.ts";
import { type Catalog, createCatalog } from "../catalog/index.ts";
import { createOriginals, type Originals } from "../documents/index.ts";

export interface BackupChoices {
  keep: number;
  /** An age recipient; without it nothing is encrypted. */
  recipient?: string | undefined;
  version: string;
  onProgress?(done: number, total: number): void;
}

export interface SnapshotChoice {
  snapshot?: string | undefined;
  /** A file of age identities, for encrypted backups. */
  identity?: string | undefined;
}

/** Backups of the data folder of this machine, for whoever may read it. */
export function openBackups(config: Config) {
  const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
  const rooms = <T>(work: (rooms: { catalog: Catalog; originals: Originals }) => Promise<T>) =>
    withCatalog(config, (catalog) => work({ catalog, originals }));
  const decryptOf = async (identity: string | undefined) =>
    identity === undefined ? undefined : decryptWith(identity);

  return {
    backUp: (target: string, { recipient, ...choices }: BackupChoices): Promise<BackupOutcome> => {
      const encrypt = recipient === undefined ? undefined : encryptTo(recipient);
      return rooms((opened) => backUp({ ...opened, ...choices, encrypt, target, dataDir: config.DATA_DIR }));
    },
    verifyData: (): Promise<Verified> => rooms(verifyData),
    verifyBackup: async (folder: string, { snapshot, identity }: SnapshotChoice): Promise<Verified> =>
      verifyBackup(folder, { snapshot, decrypt: await decryptOf(identity) }),
    restore: async (
      source: string,
      { snapshot, identity, onProgress }: SnapshotChoice & Pick<BackupChoices, "onProgress">,
    ) =>
      restore({
        source,
        snapshot,
        decrypt: await decryptOf(identity),
        dataDir: config.DATA_DIR,
        catalogPath: catalogPath(config),
        pathOf: originals.pathOf,
        ...(onProgress && { onProgress }),
      }),
  };
}

async function withCatalog<T>(config: Config, work: (catalog: Catalog) => Promise<T>): Promise<T> {
  catalogPath(config);
  const catalog = await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN });
  try {
    await catalog.migrate("lib/catalog/migrations");
    return await work(catalog);
  } finally {
    catalog.close();
  }
}

/** @throws FootnoteError `not_supported` where the catalogue is no file of this machine. */
function catalogPath({ DATABASE_URL: url }: Config): string {
  if (url.startsWith("file:///")) return fileURLToPath(url);
  if (url.startsWith("file:")) return url.slice("file:".length);
  throw new FootnoteError("not_supported", "The catalogue is on a database server, not in a file of this machine.", {
    hint: "Save the database with the tools of its server, and the folder of originals as files.",
  });
}
