/** Cari orang lewat server: one person who is not on this phone, with a reason; the copy expires. */
import { useState } from "preact/hooks";
import type { FoundPerson, PersonQuestion } from "../../kernel/contract";
import { dateTime, now } from "../../kernel/clock";
import { sexName, upperFirst } from "../../kernel/text";
import type { Lookup } from "../../store/model";
import { ports } from "../../store/ports";
import { stateName } from "../parts/badges";
import { useWords } from "../parts/drafts";
import { Choice, Field, Problem } from "../parts/fields";
import { useSnapshot, useStore } from "../parts/hooks";
import { Note, Page } from "../parts/page";

const REASONS: [PersonQuestion["reason"], string][] = [["laporan", "Ada laporan tentangnya"], ["kunjungan", "Saya bertemu dengannya"], ["pindahan", "Warga pindahan"], ["bantuan", "Supaya bantuan tidak ganda"]];

export function LookUp() {
  const { lookups } = useSnapshot();
  return (
    <Page title="Cari orang lewat server" back="kasus">
      <p>Untuk orang dari luar wilayah HP ini. Perlu sinyal. Setiap pencarian dicatat bersama alasannya.</p>
      <Question />
      {[...lookups].sort((a, b) => b.at - a.at).map((lookup) => <Answer key={lookup.id} lookup={lookup} />)}
    </Page>
  );
}

function Question() {
  const words = useWords({ key: "lookup", title: "Cari orang lewat server", place: "cari-orang" }, { nik: "", name: "", year: "", reason: "" });
  const { nik, name, year, reason } = words.values;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    const digits = nik.replace(/\D/g, "");
    const wrong = digits ? (digits.length === 16 ? "" : `NIK terdiri atas 16 angka; ini baru ${digits.length}.`)
      : name.trim().length < 3 || !/^\d{4}$/.test(year) ? "Tulis NIK, atau nama lengkap bersama tahun lahirnya (kira-kira)." : "";
    const said = wrong || (reason ? "" : "Pilih alasannya.");
    setProblem(said);
    if (said || busy) return;
    setBusy(true);
    const answer = await ports.lookUp({ nik: digits, name: digits ? "" : name.trim(), year: digits ? null : Number(year), reason: reason as PersonQuestion["reason"] });
    setBusy(false);
    setProblem(answer.ok ? "" : answer.says);
    if (answer.ok) words.drop();
  };
  return (
    <form onSubmit={(e) => void ask(e)} noValidate>
      <Field label="NIK (bila ada)" value={nik} onValue={(v) => words.change({ nik: v })} input={{ inputMode: "numeric", maxLength: 24 }} />
      <Field label="Atau nama lengkap" value={name} onValue={(v) => words.change({ name: v })} input={{ maxLength: 120 }} />
      <Field label="Tahun lahir, kira-kira" value={year} onValue={(v) => words.change({ year: v })} input={{ inputMode: "numeric", maxLength: 4, class: "short" }} />
      <Choice look="list" legend="Mengapa Anda mencarinya?" name="alasan" value={reason} onValue={(v) => words.change({ reason: v })} options={REASONS} />
      <div role="alert"><Problem text={problem} /></div>
      <button class="button button-main" disabled={busy}>{busy ? "Mencari…" : "Cari"}</button>
    </form>
  );
}

function Answer({ lookup }: { lookup: Lookup }) {
  const store = useStore();
  return (
    <section class="card" aria-label={`Hasil: ${lookup.asked}`}>
      <strong>Hasil: {lookup.asked}</strong>
      <span class="soft">Dicari {dateTime(lookup.at)}. Salinan ini terhapus sendiri {lookup.until > now() ? dateTime(lookup.until) : "sekarang"}.</span>
      {lookup.people.length === 0 && <Note>Tidak ditemukan, atau tidak dapat diperlihatkan kepada Anda.</Note>}
      <ul class="list">{lookup.people.map((person, i) => <li key={i}><Found person={person} /></li>)}</ul>
      <button type="button" class="button button-soft" onClick={() => void store.dropLookup(lookup.id)}>Hapus sekarang</button>
    </section>
  );
}

function Found({ person }: { person: FoundPerson }) {
  const facts = [sexName(person.sex), person.year && `lahir ${person.year}`, person.area_label].filter(Boolean).join(", ");
  return (
    <div class="card">
      <strong>{person.name}</strong>
      <span class="soft">{upperFirst(facts)}</span>
      {person.hats.map((hat) => <span key={hat}>Bertugas: {hat}</span>)}
      {person.cases.map((c) => <span key={c.number}>Kasus {c.number}: {c.need_name}, {stateName(c.state)} ({c.area_label})</span>)}
      {person.ask && <span>Sedang ditangani kantor lain. Tanyakan kepada {person.ask}.</span>}
      {!person.hats.length && !person.cases.length && !person.ask && <span class="soft">Tidak ada kasus yang sedang ditangani.</span>}
    </div>
  );
}
