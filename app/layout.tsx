import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Footnote", template: "%s · Footnote" },
  description: "Ask your own documents, on your own machine, and check every sentence of the answer.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The theme is a cookie, so that the first byte of the page already has it and nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get("theme")?.value;
  return (
    <html lang="en" data-theme={theme === "light" || theme === "dark" ? theme : undefined}>
      <body>{children}</body>
    </html>
  );
}
