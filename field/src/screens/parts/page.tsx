/** The frame of every screen: header with the outbox count, one h1 that takes the focus, bottom bar. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { filesLeft } from "../../forms/underway";
import { syncState } from "../../store/ports";
import { leave, useRoute, useSignal, useSnapshot } from "./hooks";
import { Icon, type IconName } from "./icons";

interface PageProps {
  title: string;
  back?: string;
  bar?: boolean;
  /** Read out but not drawn: the screen has a larger greeting of its own. */
  quietTitle?: boolean;
  /** Changes when the same screen shows another step: the heading takes the focus again. */
  step?: string;
  children: ComponentChildren;
}

export function Page({ title, back, bar = true, quietTitle = false, step = "", children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Bubuhan`;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [title, step]);
  return (
    <>
      <a class="skip" href="#isi" onClick={skip}>Langsung ke isi</a>
      <Header back={back} />
      <main id="isi" class={bar ? "with-bar" : ""}>
        <h1 ref={heading} tabIndex={-1} class={quietTitle ? "sr" : ""}>{title}</h1>
        {children}
      </main>
      {bar && <BottomBar />}
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main h1")?.focus();
}

function Header({ back }: { back?: string }) {
  const { phase, waiting, outbox, blobs, custody } = useSnapshot();
  const { link } = useSignal(syncState);
  const refused = outbox.filter((item) => item.state === "refused").length;
  const files = filesLeft(outbox, blobs);
  return (
    <header class="top">
      <div class="top-row">
        {back === undefined ? (
          <span class="brand">Bubuhan</span>
        ) : (
          <a class="back" href={`#/${back}`} onClick={(e) => { e.preventDefault(); leave(back); }}><Icon name="chevron-left" /> Kembali</a>
        )}
        {phase === "open" && (
          <a class={`chip ${refused ? "chip-bad" : ""}`} href="#/terkirim">
            {link === "offline" ? <Icon name="cloud-off" size={18} /> : link === "working" ? <Icon name="send" size={18} /> : null}
            {refused ? `${refused} perlu diperbaiki` : waiting ? `${waiting} belum terkirim` : files ? `${files} foto menunggu` : custody ? `${custody} titipan menunggu` : "Semua terkirim"}
          </a>
        )}
      </div>
      <div class="zigzag" aria-hidden="true" />
    </header>
  );
}

const TABS: [path: string, icon: IconName, name: string][] = [
  ["", "house", "Beranda"],
  ["kasus", "clipboard-list", "Kasus"],
  ["lapor", "plus", "Lapor"],
  ["panduan", "book-open", "Panduan"],
  ["saya", "user", "Saya"],
];

function BottomBar() {
  const here = useRoute().path[0] ?? "";
  return (
    <nav class="bottom" aria-label="Menu utama">
      {TABS.map(([path, icon, name]) => (
        <a key={path} href={`#/${path}`} class={path === "lapor" ? "tab tab-report" : "tab"} aria-current={here === path ? "page" : undefined}>
          <Icon name={icon} />
          <span>{name}</span>
        </a>
      ))}
    </nav>
  );
}

export function Note({ tone = "plain", icon, children, role }: { tone?: "plain" | "good" | "bad" | "warn"; icon?: IconName; children: ComponentChildren; role?: "status" | "alert" }) {
  return (
    <div class={`note note-${tone}`} role={role}>
      {icon && <Icon name={icon} />}
      <div>{children}</div>
    </div>
  );
}

/** What a shaking hand did can be taken back. */
export function Undo({ text, onUndo }: { text: string; onUndo: () => void }) {
  return (
    <div class="note undo" role="status">
      <span class="grow">{text}</span>
      <button type="button" class="button button-soft" onClick={onUndo}>Batalkan</button>
    </div>
  );
}

/** On a form opened to mend what was refused: why it was. */
export function WhyRefused({ draft }: { draft: { repairs: string | null } }) {
  const problem = useSnapshot().outbox.find((item) => item.id === draft.repairs && item.state === "refused")?.problem;
  return problem ? <Note tone="warn" icon="triangle-alert">Belum diterima: {problem.message} Perbaiki di sini, lalu simpan lagi.</Note> : null;
}
