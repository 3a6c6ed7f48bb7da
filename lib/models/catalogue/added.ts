import { link, lstat, mkdir, realpath, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { FootnoteError } from "../../base/errors.ts";
import { readJsonFile, writeJsonFile } from "../sources/json-file.ts";
import { findEntry } from "./catalogue.ts";
import type { CatalogueEntry } from "./entry.ts";

const ggufFacts = z.object({
  name: z.string().nullable(),
  architecture: z.string(),
  parameters: z.number(),
  quantisation: z.string(),
  /** Tokens of context that it was trained for. */
  contextLength: z.number(),
  layers: z.number(),
  cacheBytesPerToken: z.number(),
  promptForm: z.enum(["r1", "plain"]),
  /** What its chat template looks like, in a word or two; null without one. */
  chatTemplate: z.string().nullable(),
  licence: z.string().nullable(),
  bytes: z.number(),
});

/** What a GGUF says of itself in its header. */
export type GgufFacts = z.infer<typeof ggufFacts>;

const added = z.object({
  id: z.string(),
  /** `hf:owner/repository/file.gguf`, or null for a file of this machine. */
  address: z.string().nullable(),
  /** Its file's name in its folder. */
  file: z.string(),
  facts: ggufFacts,
  addedAt: z.string(),
});

/** A GGUF that a person added to the list. */
export type AddedModel = z.infer<typeof added>;

const shape = z.object({ version: z.literal(1), models: z.array(added) });
const pathOf = (folder: string) => join(folder, "added.json");

/** The models that were added, oldest first. */
export async function readAdded(folder: string): Promise<AddedModel[]> {
  return (await readJsonFile(pathOf(folder), shape))?.models ?? [];
}

const write = (folder: string, models: AddedModel[]) => writeJsonFile(pathOf(folder), { version: 1, models });

/** A model by its id or address: of the catalogue, or added. */
export async function findModel(folder: string, id: string): Promise<CatalogueEntry | undefined> {
  const mine = (await readAdded(folder)).find((model) => model.id === id || model.address === id);
  return mine === undefined ? findEntry(id) : entryOf(mine);
}

/** An added model in the form of the catalogue's entries. */
export function entryOf({ id, address, file, facts }: AddedModel): CatalogueEntry {
  const source = address === null ? undefined : findEntry(address)?.files[0]?.sources;
  const title = file.replace(/\.gguf$/, ""); // names inside the files are often left over from training
  return {
    id,
    title: title.includes(facts.quantisation) ? title : `${title} (${facts.quantisation})`,
    role: "answers",
    licence: `yours to check${facts.licence ? ` (the file says ${facts.licence})` : ""}`,
    starter: false,
    rank: 0,
    family: { id, title },
    files: [{ path: file, approximateBytes: facts.bytes, sources: source ?? [] }],
    answers: {
      promptForm: facts.promptForm,
      parameters: facts.parameters,
      quantisation: facts.quantisation,
      layers: facts.layers,
      cacheBytesPerToken: facts.cacheBytesPerToken,
    },
  };
}

/** The id under which a file of this machine would be listed. */
export function idOfFile(path: string): string {
  const name = basename(path)
    .replace(/\.gguf$/i, "")
    .replace(/[^\w.-]+/g, "-");
  return `file--${name}`;
}

/**
 * Adds a file of this machine: a link to it is made in the models folder; the file stays where it is.
 * @throws FootnoteError `conflict` when one of that name is there.
 */
export async function addFile(folder: string, path: string, facts: GgufFacts): Promise<AddedModel> {
  const id = idOfFile(path);
  const file = `${id.slice("file--".length)}.gguf`;
  await refuseTwice(folder, id);
  const target = join(folder, id, file);
  await mkdir(join(folder, id), { recursive: true });
  const source = await realpath(path);
  const place = join(await realpath(dirname(target)), file);
  // It lies where the link would go: it is used as it is, and remembered as the person's by not being a link.
  if (source === place) return keep(folder, { id, address: null, file, facts, addedAt: new Date().toISOString() });
  if ((await lstat(target).catch(() => null))?.isSymbolicLink()) await rm(target);
  // Windows asks for a right to make symbolic links; a hard link does where both are on one disk.
  await symlink(source, target).catch(() => link(source, target));
  await lstat(target);
  return keep(folder, { id, address: null, file, facts, addedAt: new Date().toISOString() });
}

/** Adds an address on the hub; nothing is downloaded yet. @throws FootnoteError `bad_request`, `conflict`. */
export async function addAddress(folder: string, address: string, facts: GgufFacts): Promise<AddedModel> {
  const entry = findEntry(address);
  const file = entry?.files[0]?.path;
  if (entry === undefined || file === undefined) throw badAddress();
  await refuseTwice(folder, entry.id);
  return keep(folder, { id: entry.id, address, file, facts, addedAt: new Date().toISOString() });
}

/** Takes a model off the list; its files are the store's business. */
export async function forgetAdded(folder: string, id: string): Promise<void> {
  const models = await readAdded(folder);
  if (models.some((model) => model.id === id)) {
    await write(
      folder,
      models.filter((model) => model.id !== id),
    );
  }
}

/** The error for what is neither a path nor an address. */
export function badAddress(): FootnoteError {
  return new FootnoteError("bad_request", "The address is neither a GGUF file nor an address of one.", {
    hint: "Give the full path of a .gguf file on the machine that Footnote runs on, or an address like hf:owner/repository/file.gguf.",
  });
}

async function keep(folder: string, model: AddedModel): Promise<AddedModel> {
  await write(folder, [...(await readAdded(folder)).filter(({ id }) => id !== model.id), model]);
  return model;
}

async function refuseTwice(folder: string, id: string): Promise<void> {
  if (!(await readAdded(folder)).some((model) => model.id === id)) return;
  throw new FootnoteError("conflict", "A model of this name is in the list already.", {
    hint: "Delete that one first, or give the file another name.",
  });
}
