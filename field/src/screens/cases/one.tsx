/** One case: facts, why it is urgent, what has happened, and one clear next step. */
import { useState } from "preact/hooks";
import { CASE_FORMS, type CaseForm } from "../../forms/casework";
import { offerLeft } from "../../forms/duty";
import { date, dateTime, untilDeadline } from "../../kernel/clock";
import { sexName } from "../../kernel/text";
import { type CaseView, isOpen } from "../../store/view";
import { Band, stateName } from "../parts/badges";
import { useWords } from "../parts/drafts";
import { Field, Problem } from "../parts/fields";
import { useNow, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { CaseFormScreen } from "./forms";
import { CASE_PARTS } from "./parts";

export function OneCase({ id, form, rest }: { id: string; form: string | undefined; rest: string | undefined }) {
  const one = useView().cases.find((c) => c.id === id);
  if (!one) {
    return (
      <Page title="Kasus tidak ada di HP ini" back="kasus">
        <Note>Kasus ini sudah tidak termasuk wilayah atau tugas Anda, atau belum terunduh.</Note>
      </Page>
    );
  }
  const which = (Object.keys(CASE_FORMS) as CaseForm[]).find((key) => CASE_FORMS[key].path === form);
  const part = CASE_PARTS.find((p) => p.path === form && p.shows(one));
  if (part) return <part.screen one={one} rest={rest} />;
  return which ? <CaseFormScreen key={which} one={one} form={which} /> : <CaseScreen one={one} />;
}

function CaseScreen({ one }: { one: CaseView }) {
  const now = useNow();
  const full = one.view === "full";
  const { subject } = one;
  const who = [sexName(subject.sex), subject.age != null ? `${subject.age} th` : ""].filter(Boolean).join(", ");
  return (
    <Page title={subject.name || "Nama belum diketahui"} back="kasus">
      <p class="row wrap">
        <Band band={one.band} /> <span>{stateName(one.state)}</span>
        {one.mine && !one.offer && isOpen(one) && one.deadline_at && <span class="soft">Batas waktu: {untilDeadline(one.deadline_at, now)}</span>}
      </p>
      {one.pending.length > 0 && <Note icon="smartphone">Perubahan Anda tersimpan di HP ini dan akan dikirim sendiri begitu ada sinyal.</Note>}
      {one.clashes?.some((c) => c.state === "open") && <Note tone="warn" icon="triangle-alert"><a href="#/beda">Ada isian yang berbeda dengan tulisan Anda. Pilih yang benar.</a></Note>}
      {one.offer && <Offer one={one} />}
      {one.mine && !one.offer && isOpen(one) && <Actions one={one} />}
      <dl class="facts">
        <Fact name="Kebutuhan" text={one.need_name} />
        {full && <Fact name="Orang" text={who || "Umur dan jenis kelamin belum diketahui"} />}
        <Fact name="Tempat" text={[one.area_label, one.place_note].filter(Boolean).join(". ")} />
        {subject.phone && <div><dt>Telepon</dt><dd><a class="inline-action" href={`tel:${subject.phone.replace(/[^\d+]/g, "")}`}><Icon name="phone" size={20} /> {subject.phone}</a></dd></div>}
        {full && one.responder && <Fact name="Penanggung jawab" text={one.responder.name} />}
        {full && (one.supporters?.length ?? 0) > 0 && <Fact name="Dibantu" text={one.supporters!.map((s) => [s.name, s.note].filter(Boolean).join(": ")).join("; ")} />}
        {one.outcome_name && <Fact name="Hasil" text={[one.outcome_name, one.summary].filter(Boolean).join(". ")} />}
        <Fact name="Nomor kasus" text={`${one.number}, dibuka ${date(one.opened_at)}`} />
      </dl>
      {one.mine && !one.offer && isOpen(one) && <p><a class="inline-action" href={`#/kasus/${one.id}/perbaiki`}>Perbaiki data warga</a></p>}
      <Parts one={one} />
      {full && (one.reasons?.length ?? 0) > 0 && (
        <section aria-labelledby="alasan">
          <h2 id="alasan">Mengapa {one.band || "dinilai begini"}</h2>
          <ul class="reasons">{one.reasons?.map((text) => <li key={text}>{text}</li>)}</ul>
        </section>
      )}
      {full ? <Timeline one={one} /> : (
        <Note icon="lock">{one.view === "masked" ? "Kasus ini dilindungi. Rinciannya hanya terlihat oleh yang bertugas." : "Ringkasan. Rincian terlihat bila Anda ditugaskan menanganinya."}</Note>
      )}
    </Page>
  );
}

function Parts({ one }: { one: CaseView }) {
  const shown = CASE_PARTS.filter((p) => p.shows(one));
  if (!shown.length) return null;
  return (
    <nav class="stack" aria-label="Bagian kasus">
      {shown.map((p) => (
        <a key={p.path} class="card row" href={`#/kasus/${one.id}/${p.path}`}>
          <Icon name={p.icon} /> <span class="grow"><strong>{p.title}</strong>{p.says(one) && <><br /><span class="soft">{p.says(one)}</span></>}</span> <Icon name="chevron-right" />
        </a>
      ))}
    </nav>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return <div><dt>{name}</dt><dd>{text}</dd></div>;
}

function Actions({ one }: { one: CaseView }) {
  const visited = one.entries.some((e) => e.kind === "visit");
  const link = (form: CaseForm, main: boolean) => (
    <a class={`button ${main ? "button-main" : "button-soft"}`} href={`#/kasus/${one.id}/${CASE_FORMS[form].path}`}>{CASE_FORMS[form].title}</a>
  );
  return (
    <div class="actions">
      {link("visit", true)}
      <div class="pair">{link("note", false)}{link("resolve", false)}</div>
      {!visited && <p class="soft">Langkah berikutnya: kunjungi orangnya, lalu catat kunjungan.</p>}
    </div>
  );
}

function Offer({ one }: { one: CaseView }) {
  const store = useStore();
  const reasons = useView().list("decline_reason");
  const now = useNow();
  const left = offerLeft(one.offer?.lapses_at, now, useSnapshot().notes.clockOffset);
  const support = one.offer?.part === "support";
  const words = useWords({ key: `decline:${one.id}`, title: "Alasan tidak bisa", place: `kasus/${one.id}`, caseId: one.id }, { reason: "", note: "" });
  const { reason, note } = words.values;
  const [declining, setDeclining] = useState(words.found);
  const [problem, setProblem] = useState("");
  const who = one.subject.name || one.number;
  const cancel = (): void => {
    words.drop();
    setDeclining(false);
  };
  const decline = (event: Event): void => {
    event.preventDefault();
    if (!reason) return setProblem("Pilih alasannya, supaya petugas mencari orang yang tepat.");
    void store.enqueue({ type: "case.decline", body: { case_id: one.id, reason, note }, label: `Menolak tugas: ${who}` }, words.take());
  };
  return (
    <section class="card card-offer" aria-labelledby="tawaran">
      <h2 id="tawaran">{support ? "Bisakah Anda membantu?" : "Apakah Anda bisa menangani?"}</h2>
      {support && <p>{one.responder?.name ?? "Rekan lain"} tetap penanggung jawab. Yang diminta dari Anda: {one.offer?.note || "membantu sesuai bidang pilar Anda"}.</p>}
      {left && <p class={left.late ? "late" : ""} role="timer">{left.text}</p>}
      <p>Ditawarkan oleh {one.offer?.by}, {dateTime(one.offer?.offered_at)}.{one.offer?.note && !support && ` “${one.offer.note}”`}</p>
      {declining ? (
        <form onSubmit={decline} noValidate>
          <Field label="Alasan tidak bisa" value={reason} onValue={(v) => words.change({ reason: v })} options={[["", "Pilih alasan"], ...reasons.map((r): [string, string] => [r.code, r.name])]} />
          <Field label="Keterangan (boleh kosong)" rows={2} value={note} onValue={(v) => words.change({ note: v })} />
          <div role="alert"><Problem text={problem} /></div>
          <button class="button button-danger">Kirim penolakan</button>
          <button type="button" class="button button-soft" onClick={cancel}>Batal</button>
        </form>
      ) : (
        <div class="pair">
          <button type="button" class="button button-main" onClick={() => void store.enqueue({ type: "case.accept", body: { case_id: one.id }, label: `Menerima tugas: ${who}` })}>Terima tugas</button>
          <button type="button" class="button button-soft" onClick={() => setDeclining(true)}>Tidak bisa</button>
        </div>
      )}
    </section>
  );
}

const MET: Record<string, string> = { yes: "Bertemu orangnya", no: "Tidak bertemu", family: "Bertemu keluarganya" };
const CONDITION: Record<string, string> = { membaik: "Keadaan membaik", tetap: "Keadaan tetap", memburuk: "Keadaan memburuk" };

function Timeline({ one }: { one: CaseView }) {
  const entries = [...one.entries].reverse();
  if (!entries.length) return null;
  return (
    <section aria-labelledby="perjalanan">
      <h2 id="perjalanan">Perjalanan kasus</h2>
      <ol class="timeline">{entries.map((entry) => <Entry key={entry.id} entry={entry} />)}</ol>
    </section>
  );
}

function Entry({ entry }: { entry: CaseView["entries"][number] }) {
  const data = entry.data as Record<string, string | undefined>;
  const parts = entry.kind === "visit" ? [MET[data.met ?? ""], CONDITION[data.condition ?? ""]].filter(Boolean) : [];
  const texts: [string, string | undefined][] = entry.kind === "visit" ? [["Ditemui", data.found], ["Dilakukan", data.done], ["Berikutnya", data.next]] : [];
  const told = texts.filter(([, text]) => text);
  const arrived = entry.files.filter((f) => f.arrived).length;
  return (
    <li>
      <strong>{entry.kind_name}</strong>{parts.length > 0 && `: ${parts.join(", ")}`}
      <span class="soft"> {entry.by}, {dateTime(entry.at)}</span>
      {told.map(([name, text]) => <p key={name}><span class="soft">{name}:</span> {text}</p>)}
      {!told.length && entry.text && <p class="story">{entry.text}</p>}
      {entry.files.length > 0 && <p class="soft">{arrived} dari {entry.files.length} foto atau rekaman sudah sampai</p>}
      {entry.pending && <span class="pending">Di HP, belum terkirim</span>}
    </li>
  );
}
