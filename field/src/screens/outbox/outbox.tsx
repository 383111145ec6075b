/** Belum terkirim: every command with its true state; nothing is hidden and nothing is parked. */
import { useState } from "preact/hooks";
import { repairDraft } from "../../forms/casework";
import { presentOf, repairRecord } from "../../forms/record";
import { fromCommand, stepOfField } from "../../forms/report";
import { duration, friendly, isoDay } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft, OutboxItem } from "../../store/model";
import { ports, syncState } from "../../store/ports";
import { draftLink } from "../parts/drafts";
import { useNow, useSignal, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { ReportCard } from "../report/saved";

const TYPE_NAMES: Record<string, string> = {
  "report.submit": "Laporan", "case.accept": "Terima tugas", "case.decline": "Tolak tugas", "case.visit": "Kunjungan",
  "case.note": "Catatan", "case.resolve": "Hasil kasus", "case.update": "Perbaikan data", "volunteer.availability": "Kesiapan tugas",
  "volunteer.confirm": "Konfirmasi data", "person.request_change": "Perubahan data saya", "criterion.state": "Bukti kriteria",
};

export function Outbox() {
  const { outbox, notes } = useSnapshot();
  const { reports } = useView();
  const now = useNow();
  const waiting = outbox.filter((item) => item.state === "waiting");
  const refused = outbox.filter((item) => item.state === "refused");
  const oldest = waiting[0];
  return (
    <Page title="Belum terkirim">
      <p>
        {waiting.length === 0 ? "Tidak ada tulisan yang menunggu dikirim." : `${waiting.length} catatan menunggu, tertua ${duration(now - oldest!.at)}. Semua aman di HP ini.`}
        {notes.lastPush && <span class="soft"> Terakhir tersambung {friendly(notes.lastPush, now)}.</span>}
      </p>
      <SendNow />
      {refused.length > 0 && <h2>Perlu diperbaiki</h2>}
      {refused.map((item) => <RefusedItem key={item.id} item={item} now={now} />)}
      {waiting.length > 0 && <h2>Menunggu dikirim</h2>}
      <ul class="list">{waiting.map((item) => <li key={item.id}><WaitingItem item={item} now={now} /></li>)}</ul>
      <FileProgress outbox={outbox} />
      {outbox.length > 0 && <Export />}
      {reports.length > 0 && (
        <section aria-labelledby="laporan-saya">
          <h2 id="laporan-saya">Laporan saya</h2>
          <ul class="list">{reports.slice(0, 50).map((r) => <li key={r.id}><ReportCard report={r} linked /></li>)}</ul>
        </section>
      )}
    </Page>
  );
}

function SendNow() {
  const { link, says } = useSignal(syncState);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setAsked(true);
    await ports.syncNow();
    setBusy(false);
  };
  return (
    <>
      <button type="button" class="button button-main" disabled={busy} onClick={() => void send()}>
        <Icon name="send" /> {busy || link === "working" ? "Mengirim…" : "Kirim sekarang"}
      </button>
      <p class="says" role="status">{busy ? "Menyambung ke server…" : asked || link !== "idle" ? says : ""}</p>
    </>
  );
}

function WaitingItem({ item, now }: { item: OutboxItem; now: number }) {
  return (
    <div class="card">
      <strong>{item.label || TYPE_NAMES[item.type]}</strong>
      <span class="soft">{TYPE_NAMES[item.type]}. Di HP sejak {friendly(item.at, now)}{item.files.length > 0 && `, ${item.files.length} lampiran`}</span>
    </div>
  );
}

function RefusedItem({ item, now }: { item: OutboxItem; now: number }) {
  const store = useStore();
  const { profile } = useView();
  const mended = (): Draft | null => repairRecord(item, uuid7(), Date.now(), presentOf(profile)) ?? draftOf(item);
  const repair = async (): Promise<void> => {
    const draft = mended();
    if (!draft) return;
    const kept = store.snapshot.get().drafts.find((d) => d.repairs === item.id) ?? draft;
    await store.saveDraft(kept);
    location.hash = draftLink(kept).slice(1);
  };
  return (
    <div class="card card-bad">
      <strong>{item.label || TYPE_NAMES[item.type]}</strong>
      <p>Belum diterima: {item.problem?.message}</p>
      <span class="soft">{TYPE_NAMES[item.type]}, ditulis {friendly(item.at, now)}. Tulisan dan foto Anda tetap aman.</span>
      <div class="pair">
        {mended() && <button type="button" class="button button-main" onClick={() => void repair()}>Perbaiki</button>}
        <button type="button" class="button button-soft" onClick={() => void store.dismiss(item.id)}>Sudah, sembunyikan</button>
      </div>
    </div>
  );
}

function draftOf(item: OutboxItem): Draft | null {
  const at = Date.now();
  if (item.type !== "report.submit") return repairDraft(item, uuid7(), at);
  const { data, files } = fromCommand(item);
  const step = stepOfField(item.problem?.field ?? null, data.kind);
  const filled = { ...data, step, happenedOn: data.happenedOn || isoDay(item.at) };
  return { id: uuid7(), form: "report", updated: at, caseId: null, repairs: item.id, data: filled, files };
}

function FileProgress({ outbox }: { outbox: OutboxItem[] }) {
  const { blobs } = useSnapshot();
  const { progress } = useSignal(syncState);
  const files = [...new Set(outbox.filter((i) => i.state === "accepted" || i.state === "waiting").flatMap((i) => i.files))];
  const left = files.filter((sha) => blobs.get(sha) && blobs.get(sha)!.state !== "done");
  if (!left.length) return null;
  const broken = left.filter((sha) => blobs.get(sha)?.state === "broken").length;
  return (
    <section aria-labelledby="foto">
      <h2 id="foto">Foto dan rekaman</h2>
      <p>{files.length - left.length} dari {files.length} sudah terkirim. Tulisan dikirim lebih dulu.</p>
      {left.map((sha, i) => (
        <progress key={sha} max={1} value={progress[sha] ?? 0} aria-label={`Lampiran ${i + 1}`} />
      ))}
      {broken > 0 && <Note tone="bad" icon="triangle-alert">{broken} lampiran rusak dan tidak dapat dikirim. Laporannya tetap sampai.</Note>}
    </section>
  );
}

/** The last resort: everything unsent as a file, for a coordinator's computer. */
function Export() {
  const { outbox, session } = useSnapshot();
  const save = (): void => {
    const unsent = outbox.filter((i) => i.state === "waiting" || i.state === "refused");
    const content = {
      format: "bubuhan-outbox-1", device: session?.device, person: session?.person.name, exported_at: new Date().toISOString(),
      commands: unsent.map((i) => ({ id: i.id, seq: i.seq, type: i.type, made_at: i.madeAt, base_rev: i.baseRev, body: i.body, state: i.state })),
    };
    const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `bubuhan-belum-terkirim-${isoDay(Date.now())}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <details class="apart">
      <summary>HP rusak atau lama tanpa sinyal?</summary>
      <p>Simpan tulisan yang belum terkirim sebagai berkas, lalu serahkan sendiri kepada koordinator. Berkas ini dapat dibaca siapa saja yang memegangnya.</p>
      <button type="button" class="button button-soft" onClick={save}>Simpan sebagai berkas</button>
    </details>
  );
}

