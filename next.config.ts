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
  headers: async () => [
    {
      source: "/((?!api/v1/documents/).*)",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "no-referrer" },
        { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=()" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
      ],
    },
    // Pages have a policy of their own for each response (lib/processes/serve/content-policy.ts); calls give no pages.
    {
      source: "/api/((?!v1/documents/).*)",
      headers: [{ key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
  serverExternalPackages: native,
  // Event streams must not be buffered by gzip; on a loopback or LAN address compression gains little.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // The type check and the lint are commands of their own (`npm test`), so `npm start` does not pay for them.
  typescript: { ignoreBuildErrors: true },
};

export default config;
