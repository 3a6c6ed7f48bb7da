"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";

export type Theme = "system" | "light" | "dark";
const order: Theme[] = ["system", "light", "dark"];
const YEAR_S = 31_536_000;

/** The chosen theme, kept in a cookie that the layout reads, so that the next page comes in it at once. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => {
    const read = () => {
      const now = document.documentElement.dataset.theme;
      setTheme(now === "light" || now === "dark" ? now : "system");
    };
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  const choose = (next: Theme) => {
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is missing in Firefox ESR
    document.cookie = `theme=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  };
  return [theme, choose];
}

export function ThemeToggle() {
  const [theme, choose] = useTheme();
  const Icon = { system: Monitor, light: Sun, dark: Moon }[theme];
  const next = order[(order.indexOf(theme) + 1) % order.length] ?? "system";
  return (
    <Button
      icon
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => choose(next)}
    >
      <Icon aria-hidden className="size-4" />
    </Button>
  );
}
