// Filters that apply themselves, one-press forms, file drops, picking many rows.
function autoFilters(): void {
  let timer = 0;
  const submit = (form: HTMLFormElement): void => {
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input[name], select[name]")) {
      if (field.value === "") field.disabled = true; // keeps the address short
    }
    form.submit();
  };
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-auto]");
    // Unfolded on a phone one chooses several things first and then presses "Terapkan".
    if (form && !folds(form) && (event.target as HTMLInputElement).type !== "search") {
      clearTimeout(timer);
      timer = window.setTimeout(() => submit(form), 50);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("form[data-auto]")) {
      event.preventDefault();
      submit(form);
    } else if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) event.preventDefault(); // a second press sends nothing twice
      form.dataset.sent = "1";
    }
  });
}

const folds = (form: HTMLFormElement): boolean =>
  (form.querySelector<HTMLElement>("[data-fold]")?.offsetParent ?? null) !== null;

// On a phone the filters lie behind one button, which says how many are set.
function folding(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.filters")) {
    const button = form.querySelector<HTMLButtonElement>("[data-fold]");
    const word = button?.querySelector("span");
    if (!button || !word) continue;
    const chosen = [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".fold :is(input, select)")].filter((field) =>
      field instanceof HTMLSelectElement
        ? field.selectedIndex > 0
        : field.type === "checkbox"
          ? field.checked
          : field.type !== "hidden" && field.value !== "",
    ).length;
    if (chosen) word.textContent = `Saringan (${chosen})`;
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(form.classList.toggle("open")));
    });
  }
}

function picking(): void {
  const update = (): void => {
    const picked = document.querySelectorAll<HTMLInputElement>("input[data-pick]:checked").length;
    const all = document.querySelectorAll<HTMLInputElement>("input[data-pick]").length;
    for (const bar of document.querySelectorAll<HTMLElement>("[data-bulk]")) {
      bar.hidden = picked === 0;
      const count = bar.querySelector("[data-count]");
      if (count) count.textContent = String(picked);
    }
    const whole = document.querySelector<HTMLInputElement>("input[data-pick-all]");
    if (whole) {
      whole.checked = picked > 0 && picked === all;
      whole.indeterminate = picked > 0 && picked < all;
    }
  };
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("input[data-pick-all]")) {
      for (const one of document.querySelectorAll<HTMLInputElement>("input[data-pick]")) one.checked = box.checked;
    }
    if (box.matches("input[data-pick], input[data-pick-all]")) update();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-pick-none]")) return;
    for (const one of document.querySelectorAll<HTMLInputElement>("input[data-pick]")) one.checked = false;
    update();
  });
  update();
}

function drops(): void {
  for (const zone of document.querySelectorAll<HTMLElement>(".dropzone")) {
    const input = zone.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) continue;
    const mark = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragover", mark(true));
    zone.addEventListener("dragleave", mark(false));
    zone.addEventListener("drop", (event) => {
      mark(false)(event);
      if (event.dataTransfer?.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    input.addEventListener("change", () => {
      const said = zone.querySelector("[data-file-name]");
      const names = [...(input.files ?? [])].map((file) => file.name);
      if (said) said.textContent = names.length > 1 ? `${names.length} berkas: ${names.join(", ")}` : (names[0] ?? "");
    });
  }
}

// The area picker: choosing a suggestion fills the hidden code; typing again empties it.
function areas(): void {
  document.addEventListener("click", (event) => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-area]");
    const box = choice?.closest<HTMLElement>("[data-area-field]");
    if (!choice || !box) return;
    const [shown, hidden] = box.querySelectorAll("input");
    if (shown) shown.value = choice.textContent?.trim() ?? "";
    if (hidden) {
      hidden.value = choice.dataset.area ?? "";
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }
    box.querySelector(".area-list")?.replaceChildren();
    shown?.focus();
  });
  document.addEventListener("input", (event) => {
    const box = (event.target as Element).closest<HTMLElement>("[data-area-field]");
    const hidden = box?.querySelector<HTMLInputElement>("input[type=hidden]");
    if (hidden) hidden.value = "";
  });
}

export function startForms(): void {
  areas();
  autoFilters();
  folding();
  picking();
  drops();
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form")) delete form.dataset.sent;
    for (const field of document.querySelectorAll<HTMLInputElement>("form[data-auto] :disabled")) field.disabled = false;
  });
}
