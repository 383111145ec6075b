/** Kasus saya: three lists and one search, all from what this phone holds. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Entry, entryOfCase, entryOfDraft, entryOfItem, entryOfReport, indexOf, search } from "../../forms/search";
import { offerLeft } from "../../forms/duty";
import { untilDeadline } from "../../kernel/clock";
import { upperFirst } from "../../kernel/text";
import { type CaseTab, type CaseView, casesOf } from "../../store/view";
import { Band, stateName } from "../parts/badges";
import { Field } from "../parts/fields";
import { findKnown } from "../../forms/people";
import { cameBack } from "../parts/trail";
import { draftLink } from "../parts/drafts";
import { useNow, usePeople, useRoute, useSnapshot, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Page } from "../parts/page";
import { OneCase } from "./one";

const TABS: [CaseTab, string][] = [["tangani", "Ditangani"], ["tawaran", "Tawaran"], ["sekitar", "Sekitar"]];
const EMPTY: Record<CaseTab, string> = {
  tangani: "Belum ada kasus yang Anda tangani. Tawaran tugas akan muncul di sini dan di Beranda.",
  tawaran: "Tidak ada tawaran tugas yang menunggu jawaban Anda.",
  sekitar: "Tidak ada kasus lain di kecamatan Anda.",
};
const PAGE = 40;
/** Where the list stood when a case was opened: Back shows it so again. */
const stood = { query: "", most: PAGE, y: 0 };

export function Cases() {
  const { path } = useRoute();
  return path[1] ? <OneCase id={path[1]} form={path[2]} rest={path[3]} /> : <CaseList />;
}

function CaseList() {
  const { cases } = useView();
  const { query: address } = useRoute();
  const now = useNow();
  const offers = casesOf(cases, "tawaran", "").length;
  const [query, setQuery] = useState(() => (cameBack() ? stood.query : ""));
  const [most, setMost] = useState(() => (cameBack() ? stood.most : PAGE));
  useEffect(() => {
    if (cameBack()) requestAnimationFrame(() => scrollTo(0, stood.y));
    const keep = (): void => void (stood.y = scrollY);
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, []);
  useEffect(() => void Object.assign(stood, { query, most }), [query, most]);
  const tab = (address.get("tab") as CaseTab | null) ?? (offers ? "tawaran" : "tangani");
  const shown = casesOf(cases, tab, "");
  const members = findKnown(usePeople().filter((one) => !one.caseId), query);
  return (
    <Page title="Kasus saya">
      <nav class="segments" aria-label="Daftar kasus">
        {TABS.map(([code, name]) => (
          <a key={code} href={`#/kasus?tab=${code}`} aria-current={tab === code ? "page" : undefined}>
            {name} <span class="tabular">{casesOf(cases, code, "").length}</span>
          </a>
        ))}
      </nav>
      <Field label="Cari kasus atau laporan" value={query} onValue={setQuery} input={{ type: "search" }} />
      {query.trim() ? <Results query={query} now={now} /> : (
        <>
          <ul class="list">{shown.slice(0, most).map((c) => <li key={c.id}><CaseCard one={c} now={now} /></li>)}</ul>
          {shown.length > most && <button type="button" class="button button-soft" onClick={() => setMost(most + PAGE)}>Tampilkan lagi</button>}
          {shown.length === 0 && <p class="soft" role="status">{EMPTY[tab]}</p>}
        </>
      )}
      {members.length > 0 && <h2>Anggota di kecamatan Anda</h2>}
      {members.map((one) => <div key={one.key} class="card"><strong>{one.name}</strong><span class="soft">{one.pillar}, {one.areaLabel}</span></div>)}
      <a class="inline-action" href="#/cari-orang"><Icon name="search" size={20} /> Cari orang di luar wilayah, lewat server</a>
    </Page>
  );
}

/** Cases of all three lists, reports, unfinished and unsent writing; forgiving about spelling. */
function Results({ query, now }: { query: string; now: number }) {
  const { cases, reports } = useView();
  const { drafts, outbox } = useSnapshot();
  const index = useMemo(() => {
    const unsent = outbox.filter((i) => (i.state === "waiting" || i.state === "refused") && i.type !== "report.submit");
    return indexOf([
      ...cases.map(entryOfCase), ...reports.map(entryOfReport),
      ...drafts.map((d) => entryOfDraft(d, String(d.data.name || d.data.title || "Tulisan"), draftLink(d))), ...unsent.map(entryOfItem),
    ]);
  }, [cases, reports, drafts, outbox]);
  const found = search(index, query);
  if (!found.length) return <p class="soft" role="status">Tidak ada yang cocok di HP ini.</p>;
  return (
    <>
      <p class="sr" role="status">{found.length} ditemukan</p>
      <ul class="list">{found.map((entry) => <li key={entry.key}>{entry.one ? <CaseCard one={entry.one} now={now} /> : <OtherCard entry={entry} />}</li>)}</ul>
    </>
  );
}

const KIND_NAMES = { kasus: "Kasus", laporan: "Laporan Anda", tulisan: "Belum selesai", kiriman: "Belum terkirim" } as const;

function OtherCard({ entry }: { entry: Entry }) {
  return <a class="card" href={entry.href}><strong>{entry.title}</strong><span class="soft">{KIND_NAMES[entry.kind]}. {entry.under}</span></a>;
}

function CaseCard({ one, now }: { one: CaseView; now: number }) {
  const masked = one.view === "masked";
  const { clockOffset } = useSnapshot().notes;
  const left = offerLeft(one.offer?.lapses_at, now, clockOffset);
  return (
    <a class="card" href={`#/kasus/${one.id}`}>
      <span class="row wrap">
        <strong class="grow">{one.subject.name || "Nama belum diketahui"}</strong>
        <Band band={one.band} />
      </span>
      <span>{one.need_name}</span>
      <span class="soft">
        {one.area_label}. {stateName(one.state)}
        {!masked && one.mine && !one.offer && one.deadline_at && one.state !== "resolved" ? `. ${upperFirst(untilDeadline(one.deadline_at, now))}` : ""}
      </span>
      {left && <span class={left.late ? "late" : ""}>{left.late ? "Waktu menjawab lewat, masih boleh diterima" : left.text}</span>}
      {one.pending.length > 0 && <span class="pending">Perubahan Anda belum terkirim</span>}
    </a>
  );
}
