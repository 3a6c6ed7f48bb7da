import { readFileSync, writeFileSync } from "node:fs";

/**
 * Writes into package-lock.json where each package comes from: npm leaves that out where a machine is set to
 * (`omit-lockfile-registry-resolved`), and then takes it from whatever registry the next machine is set to.
 * Run it after `npm install`: node lib/bootstrap/lock-addresses.mjs
 */
const path = new URL("../../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const [place, entry] of Object.entries(lock.packages)) {
  if (place === "" || entry.link || entry.inBundle || entry.resolved !== undefined) continue;
  const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  const { version, ...rest } = entry;
  const resolved = `https://registry.npmjs.org/${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
  lock.packages[place] = { ...(entry.name && { name }), version, resolved, ...rest };
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
