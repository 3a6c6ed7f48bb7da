/** Every file in what was dropped, folders opened to the bottom. `fromFolder` tells files nobody chose one by one. */
export async function droppedFiles(transfer: DataTransfer): Promise<{ file: File; fromFolder: boolean }[]> {
  // The list must be read before the first await: the browser empties it afterwards.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, fromFolder: false }));
  const lists = await Promise.all(entries.map((entry) => filesOf(entry, false)));
  return lists.flat();
}

async function filesOf(entry: FileSystemEntry, fromFolder: boolean): Promise<{ file: File; fromFolder: boolean }[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, fromFolder }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: { file: File; fromFolder: boolean }[] = [];
  for (;;) {
    // A reader gives at most 100 entries at a time.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const inner of batch) files.push(...(await filesOf(inner, true)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
