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

/**
 * Everything comes from this host, and no other page may frame it. Next writes its own inline scripts; text from
 * documents and models never becomes one, since it is only ever rendered as text.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const config: NextConfig = {
  headers: async () => [
    {
      source: "/((?!api/v1/documents/).*)",
      headers: [
        { key: "content-security-policy", value: contentSecurityPolicy },
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "no-referrer" },
        { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=()" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
      ],
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
