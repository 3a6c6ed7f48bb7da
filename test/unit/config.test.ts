import { isAbsolute, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../lib/base/config.ts";
import { FootnoteError } from "../../lib/base/errors.ts";

const read = (settings: Record<string, string> = {}) => readConfig({ NODE_ENV: "test", ...settings });
/** The words with which these settings are refused; empty when they are taken. */
const refusal = (settings: Record<string, string>): string => {
  try {
    read(settings);
    return "";
  } catch (error) {
    return error instanceof FootnoteError ? `${error.code} ${error.message} ${error.hint}` : String(error);
  }
};

describe("without a setting", () => {
  test("everything has a value that works on one machine, and is kept together", () => {
    const config = read();
    expect(config).toMatchObject({ HOST: "127.0.0.1", PORT: 3000, MODEL: "auto", OFFLINE: false });
    for (const path of [config.DATA_DIR, config.MODELS_DIR, config.ORIGINALS_DIR, config.LANCEDB_URI]) {
      expect(isAbsolute(path)).toBe(true);
      expect(path.startsWith(resolve("data"))).toBe(true);
    }
    expect(config.DATABASE_URL).toBe(`file:${resolve("data", "catalog.db")}`);
  });

  test("nothing is reachable from other machines, and nothing is sent but downloads of named models", () => {
    const config = read();
    expect(config.HOST).toBe("127.0.0.1");
    expect([config.LLM_BASE_URL, config.COMPARE_BASE_URL, config.PUBLIC_URL]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(config.HF_ENDPOINT).toBe("https://huggingface.co");
  });

  test("an empty one counts as not set, as compose files write it", () => {
    expect(read({ PORT: "", HOST: "", MODELS_DIR: "", LLM_BASE_URL: "", WATTS: "", OFFLINE: "", GPU: "" })).toEqual(
      read(),
    );
  });
});

describe("a setting", () => {
  test("of the data folder moves all that is kept with it, each of which can be moved by itself", () => {
    const config = read({ DATA_DIR: "/srv/footnote", LANCEDB_URI: "s3://bucket/index", MODELS_DIR: "/models" });
    expect(config).toMatchObject({
      DATA_DIR: "/srv/footnote",
      ORIGINALS_DIR: "/srv/footnote/originals",
      DATABASE_URL: "file:/srv/footnote/catalog.db",
      LANCEDB_URI: "s3://bucket/index",
      MODELS_DIR: "/models",
    });
  });

  test.each([
    ["1", true],
    ["true", true],
    ["0", false],
    ["false", false],
  ])("that is yes or no takes “%s”", (text, value) => expect(read({ OFFLINE: text }).OFFLINE).toBe(value));

  test("cannot be changed once it is read", () => {
    const config: Record<string, unknown> = read();
    expect(() => {
      config.HOST = "0.0.0.0";
    }).toThrow(TypeError);
  });
});

describe("a setting that cannot be used", () => {
  test.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "1e9"],
    ["PUBLIC_URL", "footnote.example.org"],
    ["LLM_BASE_URL", "localhost"],
    ["HF_ENDPOINT", "the mirror"],
    ["GPU", "yes"],
    ["OFFLINE", "maybe"],
    ["LOG_LEVEL", "loud"],
    ["CONTEXT_SIZE", "0"],
    ["SEQUENCES", "0"],
    ["WATTS", "-3"],
    ["WATTS", "many"],
    ["MAX_UPLOAD_MB", "0"],
    ["PARSE_MEMORY_MB", "1"],
    ["GPU_LAYERS", "some"],
  ])("%s=%s is refused by its name, with where to look it up", (name, value) => {
    const said = refusal({ [name]: value });
    expect(said).toMatch(/^bad_config /);
    expect(said).toContain(`${name}: `);
    expect(said).toContain("docs/operations.md");
  });

  test("is told together with all the others, so that nobody starts five times", () => {
    const said = refusal({ PORT: "x", GPU: "x", OFFLINE: "x" });
    for (const name of ["PORT", "GPU", "OFFLINE"]) expect(said).toContain(`${name}: `);
  });

  test("is told without the values of secrets", () => {
    const said = refusal({
      PORT: "x",
      LLM_API_KEY: "sk-very-secret",
      MODEL_SECRET: "hush",
      DATABASE_AUTH_TOKEN: "token-9",
    });
    for (const secret of ["sk-very-secret", "hush", "token-9"]) expect(said).not.toContain(secret);
  });
});
