// What the office pages need beyond plain HTML. Every page also works without it, only less quickly.
import "../css/office.css";
import htmx from "htmx.org";
import { startDesk } from "./desk";
import { startDialogs } from "./dialogs";
import { startForms } from "./forms";
import { startKeys } from "./keys";
import { startServerAnswers, toast } from "./answers";
import { startDrafts } from "./drafts";
import { startPush } from "./push";
import { startTheme } from "./theme";
import { startWall } from "./wall";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;
document.documentElement.classList.add("js");

startTheme();
startServerAnswers();
startDialogs();
startForms();
startKeys();
startDesk();
startDrafts();
startWall();
startPush();

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const copy = target.closest<HTMLElement>("[data-copy]");
  if (copy) void navigator.clipboard.writeText(copy.dataset.copy ?? "").then(() => toast("Tersalin."));
  if (target.closest("[data-print]")) window.print();
  const dismiss = target.closest<HTMLElement>("[data-dismiss]");
  if (dismiss) {
    const box = dismiss.closest<HTMLElement>(dismiss.dataset.dismiss || ".toast");
    if (box?.dataset.hint) localStorage.setItem(`petunjuk:${box.dataset.hint}`, "1");
    box?.remove();
  }
});
for (const hint of document.querySelectorAll<HTMLElement>("[data-hint]")) {
  if (!localStorage.getItem(`petunjuk:${hint.dataset.hint}`)) hint.hidden = false;
}
// A strip of tabs or a long rail shows where one is.
for (const here of document.querySelectorAll<HTMLElement>(".tabs [aria-current], .rail [aria-current]")) {
  const strip = here.closest<HTMLElement>(".tabs, .rail");
  if (!strip) continue;
  strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  if (here.offsetTop + here.offsetHeight > strip.clientHeight) strip.scrollTop = here.offsetTop - strip.clientHeight / 2;
}
