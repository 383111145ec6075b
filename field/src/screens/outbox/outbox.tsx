/** Belum terkirim: every command with its true state; nothing is hidden and nothing is parked. */
import { useState } from "preact/hooks";
import { presentOf } from "../../forms/record";
import { TYPE_NAMES, placeOf, repairDraft, sameAgain, typedIn } from "../../forms/repair";
import { type FileGroup, filesLeft, filesUnderWay } from "../../forms/underway";
import { duration, friendly } from "../../kernel/clock";
import { connectionNow, filesMayGo, saverOn, setSaver } from "../../kernel/saver";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft, OutboxItem } from "../../store/model";
import { ports, syncState } from "../../store/ports";
import { draftLink } from "../parts/drafts";
import { useNow, useSignal, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page, Undo } from "../parts/page";
import { SaveParcel } from "../parts/parcel";
import { ReportCard } from "../report/saved";

export function Outbox() {
  const { outbox, notes, custody, blobs } = useSnapshot();
  const { reports } = useView();
  const now = useNow();
  const waiting = outbox.filter((item) => item.state === "waiting");
  const refused = outbox.filter((item) => item.state === "refused");
  const oldest = waiting[0];
  const store = useStore();
  const [hidden, setHidden] = useState<OutboxItem | null>(null);
  const files = filesLeft(outbox, blobs);
  return (
    <Page title="Belum terkirim">
      <p>
        {waiting.length === 0 ? `Tidak ada tulisan yang menunggu dikirim.${files ? ` ${files} foto atau rekaman masih di HP ini.` : ""}` : `${waiting.length} catatan menunggu, tertua ${duration(now - oldest!.at)}. Semua aman di HP ini.`}
        {notes.lastPush && <span class="soft"> Terakhir tersambung {friendly(notes.lastPush, now)}.</span>}
      </p>
      <SendNow />
      {hidden && <Undo text={`Disembunyikan: ${hidden.label || TYPE_NAMES[hidden.type]}.`} onUndo={() => { void store.bringBack(hidden.id); setHidden(null); }} />}
      {refused.length > 0 && <h2>Perlu diperbaiki</h2>}
      {refused.map((item) => <RefusedItem key={item.id} item={item} now={now} onHide={setHidden} />)}
      {waiting.length > 0 && <h2>Menunggu dikirim</h2>}
      <ul class="list">{waiting.map((item) => <li key={item.id}><WaitingItem item={item} now={now} /></li>)}</ul>
      <FileProgress outbox={outbox} />
      {custody > 0 && <Note icon="lock">{custody} titipan pemegang lama HP ini menunggu, terkunci. Dikirim sendiri atas namanya begitu ada sinyal.</Note>}
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
      <p class="says" role="status">{busy ? "Menyambung ke server…" : link === "working" ? "Sedang mengirim dan mengambil kabar…" : asked || link !== "idle" ? says : ""}</p>
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

function RefusedItem({ item, now, onHide }: { item: OutboxItem; now: number; onHide: (item: OutboxItem) => void }) {
  const store = useStore();
  const { profile } = useView();
  const mended = (): Draft | null => repairDraft(item, uuid7(), Date.now(), presentOf(profile));
  const repair = async (): Promise<void> => {
    const draft = mended();
    if (!draft) return;
    const kept = store.snapshot.get().drafts.find((d) => d.repairs === item.id) ?? draft;
    await store.saveDraft({ ...kept, updated: Date.now() });
    location.hash = draftLink(kept).slice(1);
  };
  const again = (): Promise<string> => store.enqueue(sameAgain(item), { id: uuid7(), form: "note", updated: 0, caseId: null, repairs: item.id, data: {}, files: [] });
  const repairs = Boolean(mended());
  const place = repairs ? null : placeOf(item);
  return (
    <div class="card card-bad">
      <strong>{item.label || TYPE_NAMES[item.type]}</strong>
      <p>Belum diterima: {item.problem?.message}</p>
      {!repairs && typedIn(item) && <p class="story">“{typedIn(item)}”</p>}
      <span class="soft">{TYPE_NAMES[item.type]}, ditulis {friendly(item.at, now)}. Tulisan dan foto Anda tetap aman.</span>
      {place && <a class="inline-action" href={`#/${place.path}`}>{place.name} <Icon name="chevron-right" size={20} /></a>}
      <div class="pair">
        {repairs ? <button type="button" class="button button-main" onClick={() => void repair()}>Perbaiki</button>
          : <button type="button" class="button button-main" onClick={() => void again()}>Kirim lagi</button>}
        <button type="button" class="button button-soft" onClick={() => { onHide(item); void store.dismiss(item.id); }}>Sudah, sembunyikan</button>
      </div>
    </div>
  );
}

/** Every photo of every report: which one, how far, and a way to send them by hand. */
function FileProgress({ outbox }: { outbox: OutboxItem[] }) {
  const { blobs } = useSnapshot();
  const { progress, link } = useSignal(syncState);
  const store = useStore();
  const [saver, setOn] = useState(saverOn());
  const groups = filesUnderWay(outbox, blobs, link === "working" ? progress : {});
  const held = saver && !filesMayGo(true, connectionNow());
  const toggle = (on: boolean): void => {
    setSaver(on);
    setOn(on);
    if (!on) void ports.syncNow();
  };
  return (
    <>
      {groups.length > 0 && (
        <section aria-labelledby="foto">
          <h2 id="foto">Foto dan rekaman</h2>
          <p class="soft">Tulisan dikirim lebih dulu. Pengiriman yang terputus dilanjutkan dari tempatnya.</p>
          <ul class="list">{groups.map((group) => <li key={group.id}><UnderWay group={group} again={(sha) => void store.markFile(sha, { state: "kept", offset: 0 }).then(() => ports.sendFilesNow())} /></li>)}</ul>
          {held && <Note icon="smartphone">Hemat data aktif: foto menunggu Wi-Fi.</Note>}
          <button type="button" class="button button-soft" disabled={link === "working"} onClick={() => void ports.sendFilesNow()}><Icon name="send" /> Kirim foto sekarang</button>
        </section>
      )}
      <label class="check">
        <input type="checkbox" checked={saver} onChange={(e) => toggle(e.currentTarget.checked)} />
        <span>Hemat data: foto dan rekaman hanya lewat Wi-Fi</span>
      </label>
    </>
  );
}

function UnderWay({ group, again }: { group: FileGroup; again: (sha: string) => void }) {
  return (
    <div class="card">
      <strong>{group.label}</strong>
      {group.files.filter((f) => f.state !== "done").map((file) => (
        <div key={file.sha256}>
          <span class={file.state === "broken" ? "late" : "soft"}>{file.says}</span>
          {file.state === "broken" ? (
            file.kept && <button type="button" class="button button-soft" onClick={() => again(file.sha256)}>Coba kirim lagi</button>
          ) : <progress max={100} value={file.percent} aria-label={`${group.label}, ${file.says}`} />}
        </div>
      ))}
    </div>
  );
}

function Export() {
  return (
    <details class="apart">
      <summary>HP rusak atau lama tanpa sinyal?</summary>
      <p>Simpan yang belum terkirim sebagai berkas, lalu serahkan kepada koordinator. Berkas ini terkunci: hanya server Bubuhan yang dapat membukanya.</p>
      <SaveParcel />
    </details>
  );
}
