import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { readConfig } from "../base/config.ts";
import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import { keepFilesPrivate } from "../base/private-files.ts";
import { print, printableLine, printError, rewriteLine, write } from "../base/terminal.ts";
import type { SearchHit } from "../retrieve/search.ts";
import { ask } from "./ask.ts";
import { addBackupCommands } from "./backup.ts";
import { type Client, connect, openLocally } from "./client.ts";
import { doctor } from "./doctor.ts";
import { type EvaluateOptions, evaluate } from "./eval.ts";
import { describeLeft, importPaths } from "./import/index.ts";
import { addModel, fetchModel, listModels, removeModel, useModel } from "./models.ts";

/** `npm run footnote -- COMMAND`: Footnote in the terminal. */
keepFilesPrivate();

/**
 * Runs a command against the running server, and gives the temporary key back whatever happens; Ctrl-C ends what runs
 * first, and the process at once when it is pressed again.
 */
async function withServer<T>(work: (client: Client, signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () =>
      stop.abort(new FootnoteError("cancelled", "It was ended. What was done so far is kept.")),
    );
  }
  const client = await connect(readConfig(), process.env, stop.signal);
  try {
    return await work(client, stop.signal);
  } catch (error) {
    // Ended in the middle of something: that is what to tell, not how the something failed.
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    await client.close();
  }
}

/** Runs a command on the data folder; it works while the server runs and while it does not. */
async function locally<T>(work: (local: Awaited<ReturnType<typeof openLocally>>) => Promise<T>): Promise<T> {
  const local = await openLocally(readConfig());
  try {
    return await work(local);
  } finally {
    await local.close();
  }
}

const program = new Command("footnote").description(packageJson.description).version(packageJson.version);
program.configureOutput({ writeOut: (text) => write(text), writeErr: (text) => write(text, process.stderr) });

program
  .command("start")
  .description("start Footnote (npm start also installs and builds)")
  .action(() => {
    spawn(process.execPath, [fileURLToPath(new URL("./supervisor.mjs", import.meta.url))], { stdio: "inherit" }).on(
      "exit",
      (code) => process.exit(code ?? 0),
    );
  });

program
  .command("link")
  .description("print a new one-time sign-in link")
  .action(() =>
    locally(async ({ signInLink }) => {
      print(await signInLink());
    }),
  );

program
  .command("import")
  .argument("<path...>", "files and folders")
  .option("-c, --collection <name>", "collection; made when missing")
  .option("-v, --verbose", "name everything that is not sent")
  .description("upload files and folders and wait until they are ready; files named outright are always sent")
  .action((paths: string[], { collection, verbose }: { collection?: string; verbose?: boolean }) =>
    withServer(async (client, signal) => {
      const maxBytes = readConfig().MAX_UPLOAD_MB * 1024 * 1024;
      const outcome = await importPaths(client, paths, { maxBytes, signal, ...(collection && { collection }) });
      const { ready, duplicates, failed, left } = outcome;
      for (const { name, message } of failed) print(`${printableLine(name)}: ${message}`);
      for (const line of describeLeft(left, verbose)) print(line);
      print(
        `${ready} ready (${duplicates} of them were there already), ${failed.length} failed, ${left.length} not sent`,
      );
      if (failed.length > 0 || left.some(({ asked }) => asked)) process.exitCode = 1;
    }),
  );

program
  .command("search")
  .argument("<words...>")
  .option("-n, --limit <number>", "hits at most", "10")
  .description('find passages; understands "exact phrase", -word, file:name and page:n')
  .action((words: string[], { limit }: { limit: string }) =>
    withServer(async (client) => {
      const query = new URLSearchParams({ q: words.join(" "), limit });
      const { hits, tookMs } = await client.json<{ hits: SearchHit[]; tookMs: number }>(`/search?${query}`);
      for (const { documentName, page, text } of hits) {
        print(`${printableLine(documentName)}, page ${page}\n  ${text.replace(/\s+/g, " ").slice(0, 300)}\n`);
      }
      print(hits.length === 0 ? "Nothing found. Try fewer or other words." : `${hits.length} hits in ${tookMs} ms`);
    }),
  );

program
  .command("ask")
  .argument("<question...>")
  .option("-r, --reasoning", "show the model's reasoning too")
  .description("ask a question and stream the cited answer")
  .action((words: string[], options: { reasoning?: boolean }) =>
    withServer(async (client) => {
      const answer = await ask(client, words.join(" "), process.stdout, options);
      if (answer.status === "failed") process.exitCode = 1;
    }),
  );

program
  .command("eval")
  .argument(
    "[file]",
    "test questions, a JSON object a line: question, document, page, quote, unanswerable, …; without a file, those kept in the browser",
  )
  .option("--no-answers", "measure the search only; the model is not asked")
  .option("--against <file>", "the eval.json of an earlier run, to see what got better and worse")
  .option("--name <text>", "a name for this setting in the report")
  .option("-o, --out <folder>", "where eval.json and eval.html go", "eval-results")
  .option("--fresh", "forget what an unfinished run left there, and begin anew")
  .description("ask test questions and report pages found, evidence, citations, support, refusals and latency")
  .action((file: string | undefined, options: EvaluateOptions) =>
    withServer(async (client, signal) => {
      const onProgress = (done: number, total: number) => rewriteLine(`${done} of ${total}`, process.stderr);
      print(await evaluate(client, file, { ...options, onProgress, signal }));
      print(`\nThe whole report: ${options.out}/eval.html`);
    }),
  );

const key = program.command("key").description("API keys");
key
  .command("create")
  .argument("<name>", "what it is for")
  .description("make an API key; it is shown this once")
  .action((name: string) =>
    locally(async ({ keys, person }) => {
      const { key: made } = await keys.create(person, name);
      print(made);
    }),
  );
key
  .command("list")
  .description("list the keys in use")
  .action(() =>
    locally(async ({ keys, person }) => {
      for (const { id, name, createdAt, lastUsedAt } of await keys.list(person)) {
        print(`${id}  ${printableLine(name)}  made ${createdAt}  last used ${lastUsedAt ?? "never"}`);
      }
    }),
  );
key
  .command("revoke")
  .argument("<id>")
  .description("end a key at once")
  .action((id: string) =>
    locally(async ({ keys, person }) => {
      await keys.revoke(person, id);
      print("Revoked.");
    }),
  );

program
  .command("doctor")
  .description("say what is there and what is missing, each with its remedy")
  .action(async () => {
    if (!(await doctor(readConfig(), print))) process.exitCode = 1;
  });

addBackupCommands(program);

const models = program.command("models").description("list, fetch, add, use and delete models");
models
  .command("list", { isDefault: true })
  .description("every model: size, licence, whether it is there, whether it suits this machine, how fast it is")
  .action(() => listModels(readConfig(), process.env, print));
models
  .command("fetch")
  .argument("<id>")
  .description("download and verify a model; goes on where it was interrupted")
  .action((id: string) => fetchModel(readConfig(), process.env, id, print));
models
  .command("remove")
  .argument("<id>")
  .description("delete a model's files")
  .action((id: string) => removeModel(readConfig(), process.env, id, print));
models
  .command("add")
  .argument("<file>", "a .gguf file, or hf:owner/repository/file.gguf")
  .description("add a model that the catalogue does not know, once its header was read")
  .action((file: string) => addModel(readConfig(), process.env, file, print));
models
  .command("use")
  .argument("<id>")
  .description("make it the model that answers; Footnote stays up")
  .action((id: string) => useModel(readConfig(), process.env, id, print));

program.parseAsync().catch((error: unknown) => {
  const { code, message, hint } = asFootnoteError(error);
  print(hint ? `${message}\n${hint}` : message, process.stderr);
  if (code === "internal" && !(error instanceof FootnoteError)) printError(error);
  process.exitCode = code === "cancelled" ? 130 : 1;
});
