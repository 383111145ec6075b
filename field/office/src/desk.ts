// The desk: a list on the left, the chosen thing on the right, and the keys j k Enter t.
import htmx from "htmx.org";
import { openDialog } from "./dialogs";
import { typing } from "./keys";

const WIDE = matchMedia("(min-width: 72rem)");
let timer = 0;

// Beside a list there may be a panel for what is chosen; a plain list only moves and opens.
function beside(): boolean {
  return WIDE.matches && document.getElementById("panel") !== null;
}

function rows(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-desk-row]")];
}

function current(): number {
  return rows().findIndex((row) => row.getAttribute("aria-current") === "true");
}

function mark(row: HTMLAnchorElement): void {
  for (const other of rows()) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

function show(row: HTMLAnchorElement): void {
  mark(row);
  const url = new URL(location.href);
  url.searchParams.set("kasus", row.dataset.deskRow ?? "");
  history.replaceState(history.state, "", url);
  void htmx.ajax("get", row.href, { target: "#panel", swap: "innerHTML show:none" });
  document.getElementById("panel")?.scrollTo({ top: 0 });
}

function move(step: number): void {
  const all = rows();
  if (!all.length) return;
  const at = current();
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (!next || next === all[at]) return;
  mark(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  clearTimeout(timer);
  if (beside()) timer = window.setTimeout(() => show(next), 120);
}

export function startDesk(): void {
  document.addEventListener("click", (event) => {
    const row = (event.target as Element).closest<HTMLAnchorElement>("a[data-desk-row]");
    if (!row || !beside() || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(row);
  });
  document.addEventListener("keydown", (event) => {
    if (typing(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "t") {
      if (openDialog("tugaskan")) event.preventDefault();
      return;
    }
    // A button with data-hotkey="s" is pressed by s, while the list is not what is typed in.
    const button = document.querySelector<HTMLButtonElement>(`button[data-hotkey="${CSS.escape(event.key)}"]`);
    if (button && !button.disabled) {
      event.preventDefault();
      button.click();
      return;
    }
    if (!document.querySelector("[data-desk]")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && (event.target as Element).matches("a[data-desk-row]")) {
      event.preventDefault();
      location.assign((event.target as HTMLAnchorElement).href);
    }
  });
}
