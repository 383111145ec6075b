// Native dialogs: <button data-dialog="id"> opens, Esc / backdrop / [data-close] closes. One that is not in the
// page is fetched from the nearest [data-dialogs] address the first time it is opened.
import htmx from "htmx.org";

function show(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return false;
  dialog.querySelector("[data-errors]")?.replaceChildren();
  dialog.showModal();
  return true;
}

async function fetchAndShow(id: string, from: HTMLElement): Promise<void> {
  if (from.dataset.fetching === id) return; // pressed twice
  from.dataset.fetching = id;
  try {
    const url = `${from.dataset.dialogs ?? ""}${id}/?${from.dataset.dialogsQuery ?? ""}`;
    await htmx.ajax("get", url, { target: from, swap: "beforeend" });
    show(id);
  } finally {
    delete from.dataset.fetching;
  }
}

export function openDialog(id: string): boolean {
  if (document.getElementById(id)) return show(id);
  const from = document.querySelector<HTMLElement>("[data-dialogs]");
  if (!from || !document.querySelector(`[data-dialog="${CSS.escape(id)}"]`)) return false;
  void fetchAndShow(id, from);
  return true;
}

export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      openDialog(opener.dataset.dialog ?? "");
      return;
    }
    const dialog = target.closest("dialog");
    if (dialog && (target === dialog || target.closest("[data-close]"))) dialog.close();
  });
}
