/** How it looks on this phone; not personal, so outside the sealed store and there before the PIN. */
export type Theme = "auto" | "light" | "dark";
export type TextSize = "biasa" | "besar" | "sangat-besar";

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

export const theme = (): Theme => (read("tema") as Theme | null) ?? "auto";
export const textSize = (): TextSize => (read("huruf") as TextSize | null) ?? "biasa";

export function setPref(key: "tema" | "huruf", value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // private mode: it holds for this visit only
  }
  applyPrefs({ [key]: value });
}

export function applyPrefs(now: { tema?: string; huruf?: string } = {}): void {
  const root = document.documentElement;
  const chosen = now.tema ?? theme();
  if (chosen === "auto") delete root.dataset.theme;
  else root.dataset.theme = chosen === "dark" ? "bubuhan-dark" : "bubuhan";
  root.dataset.huruf = now.huruf ?? textSize();
}
