export { type BackupOutcome, backUp } from "./backup.ts";
export { decryptWith, encryptTo } from "./copy.ts";
export { restore } from "./restore.ts";
export { type Verified, verifyBackup, verifyData } from "./verify.ts";
