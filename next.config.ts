import type { NextConfig } from "next";

/** Packages with native code or their own workers: loaded by Node as they are, never bundled (FACTS.md, Next.js 16). */
const native = [
  "@lancedb/lancedb",
  "@huggingface/transformers",
  "onnxruntime-node",
  "@libsql/client",
  "libsql",
  "better-auth",
  "node-llama-cpp",
  "pdf-parse",
];

const config: NextConfig = {
  serverExternalPackages: native,
  // Event streams must not be buffered by gzip; on a loopback or LAN address compression gains little.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // The type check and the lint are commands of their own (`npm test`), so `npm start` does not pay for them.
  typescript: { ignoreBuildErrors: true },
};

export default config;
