import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** What is installed is what was looked at: every package by its checksum, from one registry, without running its scripts. */
interface Entry {
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  inBundle?: boolean;
  os?: string[];
}
const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, Entry> };
const packages = Object.entries(lock.packages).filter(([place, { inBundle }]) => place !== "" && !inBundle);

/**
 * Native code for machines that nobody has installed this on yet. The registry that this list was made at did not have
 * these versions, so their checksums could not be asked for: npm writes them where they are installed. Never one more.
 */
const WITHOUT_CHECKSUM =
  /^node_modules\/(?:@lancedb\/lancedb-(?:darwin-arm64|linux-arm64-(?:gnu|musl)|win32-(?:arm64|x64)-msvc)|@node-llama-cpp\/(?:linux-riscv64|mac-arm64-metal|mac-x64|win-arm64|win-x64|win-x64-cuda|win-x64-cuda-ext|win-x64-vulkan))$/;

it("every package has its checksum", () => {
  const without = packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
  expect(packages.length).toBeGreaterThan(500);
  expect(without.map(([place]) => place).filter((place) => !WITHOUT_CHECKSUM.test(place))).toEqual([]);
  for (const [place, { optional }] of without) expect(optional, place).toBe(true);
});

it("every package comes from npm's registry under its own name", () => {
  const elsewhere = packages.filter(
    ([place, { resolved, version }]) =>
      !resolved?.startsWith("https://registry.npmjs.org/") || !resolved.endsWith(`-${version}.tgz`) || place === "",
  );
  expect(elsewhere.map(([place]) => place)).toEqual([]);
});

it("no package's script is run by an installation", () => {
  expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
});

it("versions are exact", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
});

it("the list of parts is a CycloneDX document that names every direct dependency", () => {
  const { dependencies, scripts } = JSON.parse(read("package.json"));
  const [command = "", ...rest] = scripts.sbom.split(" ");
  const text = execFileSync(command, rest, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const { bomFormat, components } = JSON.parse(text) as { bomFormat: string; components: { purl: string }[] };
  expect(bomFormat).toBe("CycloneDX");
  const named = components.map(({ purl }) => decodeURIComponent(purl));
  for (const [name, version] of Object.entries(dependencies)) expect(named).toContain(`pkg:npm/${name}@${version}`);
}, 60_000);
