/** Beranda: am I on duty, what waits for me, one big button. */
import { WRONG_CLOCK_MS, duration, friendly, greeting, isoDay } from "../../kernel/clock";
import { shorten } from "../../kernel/text";
import { syncState } from "../../store/ports";
import { followUps, visitsDue, whenWords } from "../../forms/plan";
import { dutyOf, nextShift, offerLeft, shiftWords } from "../../forms/duty";
import { filesLeft } from "../../forms/underway";
import { asksNow } from "../../store/own";
import { isOpen, toVisit } from "../../store/view";
import { ConfirmCard } from "../confirm/card";
import { Band, StageLine } from "../parts/badges";
import { LittleRoom, NotYetOffline } from "../parts/care";
import { ClashNote } from "../parts/clash-note";
import { useNow, useSignal, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";

export function Home() {
  const { session, outbox, drafts, notes, waiting, blobs } = useSnapshot();
  const view = useView();
  const now = useNow();
  const { link, says } = useSignal(syncState);
  const name = calledBy(session?.person.name ?? "");
  const offers = view.cases.filter((c) => c.offer);
  const mine = view.cases.filter((c) => c.mine && !c.offer && isOpen(c));
  const oldest = outbox.find((item) => item.state === "waiting");
  const refused = outbox.filter((item) => item.state === "refused").length;
  const files = filesLeft(outbox, blobs);
  const promised = visitsDue(view.cases, isoDay(now)).slice(0, 6);
  const again = followUps(view.cases, isoDay(now)).slice(0, 3);
  const visits = toVisit(view.cases, now).filter(({ case: c }) => !c.plan?.visits.length).slice(0, 3);
  return (
    <Page title={`${greeting(now)}, ${name}`}>
      {view.profile?.memberships.length !== 0 && <Duty available={view.available} />}
      <NotYetOffline />
      <LittleRoom />
      {refused > 0 && <Note tone="bad" icon="triangle-alert"><a href="#/terkirim">{refused} catatan belum diterima. Perbaiki, lalu kirim lagi.</a></Note>}
      <ClashNote />
      {link === "unknown-device" && <Note tone="bad" icon="triangle-alert">{says}</Note>}
      {Math.abs(notes.clockOffset) > WRONG_CLOCK_MS && (
        <Note tone="warn" icon="triangle-alert">
          Jam HP ini {notes.clockOffset > 0 ? "terlambat" : "terlalu cepat"} sekitar {duration(Math.abs(notes.clockOffset))}. Aktifkan “tanggal dan waktu otomatis” di setelan HP. Laporan tetap diterima.
        </Note>
      )}
      {offers.map((c) => (
        <a key={c.id} class="card card-offer" href={`#/kasus/${c.id}`}>
          <strong>Tawaran tugas menunggu jawaban Anda</strong>
          <span>{c.subject.name || c.need_name}, {c.area_label}</span>
          <Band band={c.band} />
          <Left lapsesAt={c.offer?.lapses_at} now={now} offset={notes.clockOffset} />
        </a>
      ))}
      <DutyCard now={now} />
      {view.own.confirmations.filter((c) => asksNow(c, isoDay(now)) || c.underway).map((c) => <ConfirmCard key={c.id} asked={c} now={now} />)}
      <a class="button button-report" href="#/lapor"><Icon name="plus" size={30} /> LAPOR</a>
      <div class="numbers">
        <a class="number" href="#/kasus"><b>{mine.length}</b> <span>kasus saya</span></a>
        <a class="number" href="#/terkirim"><b>{waiting}</b> <span>belum terkirim{oldest ? `, tertua ${duration(now - oldest.at)}` : ""}{files ? `, dan ${files} foto atau rekaman` : ""}</span></a>
      </div>
      {drafts.length > 0 && (
        <a class="card row" href="#/lapor"><Icon name="square-pen" /> <span>{drafts.length === 1 ? "Satu tulisan" : `${drafts.length} tulisan`} belum selesai</span> <Icon name="chevron-right" /></a>
      )}
      <section aria-labelledby="kunjungan">
        <h2 id="kunjungan">Perlu dikunjungi</h2>
        {promised.map(({ case: c, visit, days }) => (
          <a key={visit.id} class="card row due" href={`#/kasus/${c.id}/kunjungan?jadwal=${visit.id}`}>
            <span class="grow"><strong>{c.subject.name || c.need_name}</strong><br /><span class="soft">{visit.topic}, {c.area_label}</span></span>
            <b class={days < 0 ? "late" : ""}>{whenWords(days)}</b>
          </a>
        ))}
        {again.map(({ case: c, days }) => (
          <a key={c.id} class="card row due" href={`#/kasus/${c.id}/rencana/hasil`}>
            <span class="grow"><strong>{c.subject.name || c.need_name}</strong><br /><span class="soft">Tiga bulan sesudah selesai: lihat lagi keadaannya</span></span>
            <b class={days < 0 ? "late" : ""}>{whenWords(days)}</b>
          </a>
        ))}
        {visits.length + promised.length + again.length === 0 && <p class="soft">{mine.length ? "Semua kasus Anda sudah dikunjungi minggu ini." : "Belum ada kasus yang Anda tangani."}</p>}
        {visits.map(({ case: c, why }) => (
          <a key={c.id} class="card row" href={`#/kasus/${c.id}`}>
            <span class="grow"><strong>{c.subject.name || c.need_name}</strong><br /><span class="soft">{why}, {c.area_label}</span></span>
            <Band band={c.band} />
          </a>
        ))}
      </section>
      {view.reports.length > 0 && (
        <section aria-labelledby="laporan">
          <h2 id="laporan">Laporan terakhir Anda</h2>
          {view.reports.slice(0, 2).map((r) => (
            <div key={r.id} class="card">
              <a class="stretched" href={`#/laporan/${r.id}`}>{r.title}</a>
              <span class="soft">{r.kind === "kasus" && shorten(r.story, 70)} ({friendly(r.at, now)})</span>
              <StageLine stage={r.stage} />
            </div>
          ))}
        </section>
      )}
    </Page>
  );
}

function Duty({ available }: { available: boolean }) {
  const store = useStore();
  const toggle = (): void => {
    void store.enqueue({
      type: "volunteer.availability", body: { available: !available },
      label: available ? "Tidak siap tugas" : "Siap tugas",
    });
  };
  return (
    <button type="button" role="switch" aria-checked={available} class="duty" onClick={toggle}>
      <span>Siap menerima tugas</span>
      <span class="duty-state">{available ? "Siap" : "Tidak"}<span class="knob" aria-hidden="true" /></span>
    </button>
  );
}

/** How long this offer still waits, by the server's clock. */
function Left({ lapsesAt, now, offset }: { lapsesAt: string | null | undefined; now: number; offset: number }) {
  const left = offerLeft(lapsesAt, now, offset);
  return left ? <span class={left.late ? "late" : "soft"}>{left.late ? "Waktu menjawab sudah lewat, masih boleh diterima" : left.text}</span> : null;
}

/** The next shift and colleagues' wishes; the way to the roster. */
function DutyCard({ now }: { now: number }) {
  const { docs, outbox } = useSnapshot();
  const duty = dutyOf(docs, outbox);
  if (!duty) return null;
  const next = nextShift(duty.shifts, now);
  const asked = duty.requests.filter((r) => !r.answered).length;
  return (
    <a class="card row" href="#/piket">
      <Icon name="calendar-days" />
      <span class="grow"><strong>{next ? (Date.parse(next.starts_at) <= now ? "Anda sedang piket" : "Piket berikutnya") : "Piket"}</strong><br />
        <span class="soft">{next ? shiftWords(next) : "Siapa yang piket sekarang"}{asked > 0 && `. ${asked} rekan minta digantikan`}</span></span>
      <Icon name="chevron-right" />
    </a>
  );
}

/** "H. Samad Mido" is called Samad: titles before a name are short or end in a dot. */
function calledBy(name: string): string {
  const words = name.split(" ");
  return words.find((word) => word.length > 2 && !word.endsWith(".")) ?? words[0] ?? "";
}
