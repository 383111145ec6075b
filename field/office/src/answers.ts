// What the server answers to htmx: refusals are shown beside what was asked, never swallowed.
interface SwapDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  target: Element;
  swapOverride?: string;
  requestConfig: { elt: Element };
}

const LIVES_MS = 8000;
const asked = new WeakMap<Element, HTMLFormElement>(); // where an answer stands -> the form it answers

export function toast(text: string, tone: "good" | "bad" = "good"): void {
  const box = document.getElementById("pesan");
  const model = document.querySelector<HTMLTemplateElement>(`template[data-toast="${tone}"]`);
  if (!box || !model) return;
  const made = model.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const slot = made.querySelector("[data-text]");
  if (slot) slot.textContent = text;
  box.append(made);
  if (tone === "good") setTimeout(() => made.remove(), LIVES_MS);
}

function placeholderOf(inside: Element): Element {
  return inside.closest("[data-errors]") ?? document.body;
}

function placeOf(from: Element): Element | null {
  for (let box = from.closest("form, dialog, [data-scope]"); box; box = box.parentElement?.closest("form, dialog, [data-scope]") ?? null) {
    const place = box.querySelector("[data-errors]");
    if (place) return place;
  }
  return document.getElementById("galat");
}

// What a page asks for by itself fails in silence and asks again; only what a person asked for is told.
function polls(event: Event): boolean {
  return (event as CustomEvent<{ elt?: Element }>).detail.elt?.hasAttribute("data-poll") ?? false;
}

export function startServerAnswers(): void {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<SwapDetail>).detail;
    if (detail.xhr.status < 400) return;
    const place = placeOf(detail.requestConfig.elt);
    if (!place || detail.xhr.status >= 500) return;
    const form = detail.requestConfig.elt.closest("form");
    if (form) asked.set(place, form);
    detail.shouldSwap = true;
    detail.isError = false;
    detail.target = place;
    detail.swapOverride = "innerHTML show:top";
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const asking = (event as CustomEvent<{ elt: Element }>).detail.elt;
    if (document.hidden && asking.hasAttribute("data-poll")) event.preventDefault();
  });
  // "Go on all the same": the decision again, now knowing the revision that was shown.
  document.addEventListener("click", (event) => {
    const again = (event.target as Element).closest<HTMLElement>("[data-again]");
    if (!again) return;
    const form = asked.get(placeholderOf(again));
    for (const field of form?.querySelectorAll<HTMLInputElement>("input[name=rev]") ?? []) field.value = again.dataset.again ?? "";
    form?.requestSubmit();
  });
  document.body.addEventListener("htmx:sendError", (event) =>
    polls(event) || toast("Tidak tersambung ke peladen. Periksa jaringan, lalu coba lagi; isian Anda tetap ada.", "bad"),
  );
  document.body.addEventListener("htmx:responseError", (event) =>
    polls(event) || toast("Ada gangguan di peladen. Tunggu sebentar, lalu coba lagi; isian Anda tetap ada.", "bad"),
  );
  document.body.addEventListener("htmx:timeout", (event) =>
    polls(event) || toast("Peladen terlalu lama menjawab. Coba lagi; isian Anda tetap ada.", "bad"),
  );
  // An action's good news: HX-Trigger: {"pesan": {"teks": "..."}}
  document.body.addEventListener("pesan", (event) => {
    const text = (event as CustomEvent<{ teks?: string }>).detail.teks;
    if (text) toast(text);
  });
  for (const said of document.querySelectorAll<HTMLElement>("#pesan .toast:not(.toast-bad)")) {
    setTimeout(() => said.remove(), LIVES_MS);
  }
}
