import type { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { readConfig } from "../base/config.ts";
import { FootnoteError } from "../base/errors.ts";
import { print, printableLine, rewriteLine } from "../base/terminal.ts";
import { openBackups, type SnapshotChoice } from "../composition/backups.ts";

/** `footnote backup`, `verify` and `restore`. */
export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .argument("<folder>", "where backups are kept; made when missing, best on another disk")
    .option("-k, --keep <number>", "snapshots that stay", "30")
    .option("-r, --recipient <age1…>", "encrypt to this age recipient")
    .description("save the catalogue and all originals; Footnote may run meanwhile, and only what is new is copied")
    .action(async (folder: string, { keep, recipient }: { keep: string; recipient?: string }) => {
      const outcome = await openBackups(readConfig()).backUp(folder, {
        keep: positive(keep, "--keep"),
        recipient,
        version: packageJson.version,
        onProgress: showProgress,
      });
      const { manifest, copied, damaged, deleted, snapshot } = outcome;
      print(
        `${manifest.documents} documents and ${manifest.conversations} conversations saved in ${printableLine(snapshot)}`,
      );
      print(
        `${copied} files copied, ${manifest.originals.length - copied} were there already, ${deleted} old ones deleted`,
      );
      for (const sha256 of damaged) print(`not saved, since it is missing or damaged: original ${sha256}`);
      if (damaged.length > 0) process.exitCode = 1;
    });

  program
    .command("verify")
    .argument("[folder]", "a folder of backups; without it, the data folder in use")
    .option("-s, --snapshot <name>", "this snapshot instead of the newest")
    .option("-i, --identity <file>", "age identities, for an encrypted backup")
    .description("read every original and compare its hash, and have the catalogue checked")
    .action(async (folder: string | undefined, choice: SnapshotChoice) => {
      const backups = openBackups(readConfig());
      const { files, faults } = await (folder === undefined
        ? backups.verifyData()
        : backups.verifyBackup(folder, choice));
      for (const line of faults) print(line);
      print(
        faults.length === 0 ? `${files} files checked, all whole` : `${files} files checked, ${faults.length} faults`,
      );
      if (faults.length > 0) process.exitCode = 1;
    });

  program
    .command("restore")
    .argument("<folder>", "a folder of backups")
    .option("-s, --snapshot <name>", "this snapshot instead of the newest")
    .option("-i, --identity <file>", "age identities, for an encrypted backup")
    .description(
      "bring a snapshot back into an empty data folder (DATA_DIR); the index is made again at the next start",
    )
    .action(async (folder: string, choice: SnapshotChoice) => {
      const { manifest } = await openBackups(readConfig()).restore(folder, { ...choice, onProgress: showProgress });
      print(
        `${manifest.documents} documents and ${manifest.conversations} conversations are back, as of ${manifest.createdAt}`,
      );
      print("Start Footnote: it reads the documents into its index again.");
    });
}

const showProgress = (done: number, total: number) => rewriteLine(`${done} of ${total} files`, process.stderr);

function positive(text: string, option: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new FootnoteError("bad_request", `${option} takes a whole number from 1.`);
}
