// Keys that work on every page: "/" to search, "?" for the list of keys.
import { openDialog } from "./dialogs";

export function typing(event: KeyboardEvent): boolean {
  const on = event.target as HTMLElement;
  return (
    event.ctrlKey || event.metaKey || event.altKey || on.isContentEditable || on.matches("input:not([type=checkbox]), textarea, select")
  );
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (typing(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const box = document.querySelector<HTMLInputElement>("#cari-semua");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "?") {
      if (openDialog("daftar-tombol")) event.preventDefault();
    }
  });
}
