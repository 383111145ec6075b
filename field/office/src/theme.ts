// Light, dark or as the device: kept in a cookie so that the server can write it and nothing flashes.
const NAMES: Record<string, string> = { terang: "bubuhan", gelap: "bubuhan-dark" };

function apply(choice: string): void {
  const name = NAMES[choice];
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice ?? "";
    const life = choice in NAMES ? 31_536_000 : 0;
    document.cookie = `tema=${choice}; path=/; max-age=${life}; samesite=lax`;
    apply(choice);
  });
}
