/** Kasus saya: three lists and one search, all from what this phone holds. */
import { useState } from "preact/hooks";
import { untilDeadline } from "../../kernel/clock";
import { type CaseTab, type CaseView, casesOf } from "../../store/view";
import { Band, stateName } from "../parts/badges";
import { Field } from "../parts/fields";
import { findKnown } from "../../forms/people";
import { useNow, usePeople, useRoute, useView } from "../parts/hooks";
import { Page } from "../parts/page";
import { OneCase } from "./one";

const TABS: [CaseTab, string][] = [["tangani", "Ditangani"], ["tawaran", "Tawaran"], ["sekitar", "Sekitar"]];
const EMPTY: Record<CaseTab, string> = {
  tangani: "Belum ada kasus yang Anda tangani. Tawaran tugas akan muncul di sini dan di Beranda.",
  tawaran: "Tidak ada tawaran tugas yang menunggu jawaban Anda.",
  sekitar: "Tidak ada kasus lain di kecamatan Anda.",
};
const PAGE = 40;

export function Cases() {
  const { path } = useRoute();
  return path[1] ? <OneCase id={path[1]} form={path[2]} rest={path[3]} /> : <CaseList />;
}

function CaseList() {
  const { cases, reports } = useView();
  const { query: address } = useRoute();
  const now = useNow();
  const offers = casesOf(cases, "tawaran", "").length;
  const [query, setQuery] = useState("");
  const [most, setMost] = useState(PAGE);
  const tab = (address.get("tab") as CaseTab | null) ?? (offers ? "tawaran" : "tangani");
  const shown = casesOf(cases, tab, query);
  const members = findKnown(usePeople().filter((one) => !one.caseId), query);
  const own = query ? reports.filter((r) => `${r.title} ${r.story}`.toLowerCase().includes(query.toLowerCase())).slice(0, 5) : [];
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
      <ul class="list">
        {shown.slice(0, most).map((c) => <li key={c.id}><CaseCard one={c} now={now} /></li>)}
      </ul>
      {shown.length > most && <button type="button" class="button button-soft" onClick={() => setMost(most + PAGE)}>Tampilkan lagi</button>}
      {shown.length === 0 && <p class="soft" role="status">{query ? "Tidak ada yang cocok di HP ini." : EMPTY[tab]}</p>}
      {own.length > 0 && <h2>Laporan Anda</h2>}
      {own.map((r) => <a key={r.id} class="card" href={`#/laporan/${r.id}`}><strong>{r.title}</strong><span class="soft">{r.areaLabel}</span></a>)}
      {members.length > 0 && <h2>Anggota di kecamatan Anda</h2>}
      {members.map((one) => <div key={one.key} class="card"><strong>{one.name}</strong><span class="soft">{one.pillar}, {one.areaLabel}</span></div>)}
    </Page>
  );
}

function CaseCard({ one, now }: { one: CaseView; now: number }) {
  const masked = one.view === "masked";
  return (
    <a class="card" href={`#/kasus/${one.id}`}>
      <span class="row">
        <strong class="grow">{one.subject.name || "Nama belum diketahui"}</strong>
        <Band band={one.band} />
      </span>
      <span>{one.need_name}</span>
      <span class="soft">
        {one.area_label}. {stateName(one.state)}
        {!masked && one.mine && one.deadline_at && one.state !== "resolved" ? `. ${untilDeadline(one.deadline_at, now)}` : ""}
      </span>
      {one.pending.length > 0 && <span class="pending">Perubahan Anda belum terkirim</span>}
    </a>
  );
}
