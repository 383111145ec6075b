// Native dialogs: <button data-dialog="id"> opens, Esc / backdrop / [data-close] closes.
export function openDialog(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return false;
  dialog.querySelector("[data-errors]")?.replaceChildren();
  dialog.showModal();
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
