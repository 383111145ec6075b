// A form that must not be lost: what was typed stays in this tab until the server has it. Ctrl+Enter sends it.
const KEY = "isian:";

function values(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") found[name] = value;
  }
  return found;
}

function fill(form: HTMLFormElement, kept: Record<string, string>): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("[name]")) {
    const value = kept[field.name];
    if (value === undefined || field.name === "csrfmiddlewaretoken") continue;
    if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

function written(kept: Record<string, string>): boolean {
  return ["story", "subject_name", "caller_name", "caller_phone", "place_note"].some((name) => (kept[name] ?? "").trim() !== "");
}

function keep(form: HTMLFormElement): void {
  const name = KEY + (form.dataset.draft ?? "");
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  const raw = sessionStorage.getItem(name);
  const typed = form.querySelector<HTMLTextAreaElement>("textarea")?.value.trim();
  if (raw && !typed) {
    const kept = JSON.parse(raw) as Record<string, string>;
    if (written(kept)) {
      fill(form, kept);
      if (note) note.hidden = false;
    }
  }
  let timer = 0;
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => sessionStorage.setItem(name, JSON.stringify(values(form))), 300);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => sessionStorage.setItem(name, JSON.stringify(values(form))));
  form.querySelector("[data-draft-clear]")?.addEventListener("click", () => {
    sessionStorage.removeItem(name);
    location.assign(form.action);
  });
}

export function startDrafts(): void {
  for (const done of document.querySelectorAll<HTMLElement>("[data-draft-done]")) sessionStorage.removeItem(KEY + (done.dataset.draftDone ?? ""));
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) keep(form);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-keys-submit]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
  // A person who is known: his id travels with the form until the name is typed again.
  document.addEventListener("click", (event) => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-known]");
    const form = choice?.closest("form");
    const hidden = form?.querySelector<HTMLInputElement>("[data-known-id]");
    const shown = form?.querySelector<HTMLInputElement>("[name=subject_name]");
    if (!choice || !hidden || !shown) return;
    hidden.value = choice.dataset.known ?? "";
    shown.value = choice.dataset.knownName ?? "";
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
    choice.closest(".known")?.remove();
    shown.focus();
  });
  document.addEventListener("input", (event) => {
    const shown = event.target as Element;
    if (!shown.matches("[name=subject_name]")) return;
    const hidden = shown.closest("form")?.querySelector<HTMLInputElement>("[data-known-id]");
    if (hidden) hidden.value = "";
  });
}
