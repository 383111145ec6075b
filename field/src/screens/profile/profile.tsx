/** Saya: who I am here, this phone, how it looks, the PIN, handing over. */
import { useState } from "preact/hooks";
import { changeCommand, presentOf } from "../../forms/record";
import { dateTime, duration, friendly } from "../../kernel/clock";
import { keptOffline, ports } from "../../store/ports";
import { PIN_INPUT, onlyDigits, pinProblem, tidyCode } from "../enrol/enrol";
import { Safekeeping, roomWord, useRoom } from "../parts/care";
import { Choice, Field, Problem } from "../parts/fields";
import { go, useNow, useRoute, useSignal, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { lazy } from "../parts/lazy";
import { Note, Page } from "../parts/page";
import { setPref, textSize, theme } from "../parts/prefs";
import { Cards } from "./card";
import { RecordForm } from "./change";
import { Criterion } from "./criterion";
import { Changes, Hats, Standing } from "./record";

const Notify = lazy(() => import("../notify/notify").then((m) => m.Notify));

export function Profile() {
  const { path } = useRoute();
  const { profile } = useView();
  if (path[1] === "pemberitahuan") return <Notify />;
  if (path[1] === "kartu") return <Cards />;
  if (path[1] === "syarat") return <Criterion />;
  if (path[1] === "ubah") {
    const now = presentOf(profile);
    return <RecordForm title="Ganti data saya" back="saya" now={now} campaign={null} save="Simpan perubahan" command={(values) => changeCommand(values, now)} done="saya" />;
  }
  return <Me />;
}

function Me() {
  const { session, persisted, notes } = useSnapshot();
  const { profile, own } = useView();
  const now = useNow();
  const room = useRoom();
  const kept = useSignal(keptOffline);
  const store = useStore();
  const lock = (): void => {
    dispatchEvent(new Event("bubuhan:locking"));
    store.lock();
  };
  return (
    <Page title="Saya">
      <dl class="facts">
        <Fact name="Nama" text={profile?.name ?? session?.person.name ?? ""} />
        {profile?.nik_masked && <Fact name="NIK" text={profile.nik_masked} />}
        {profile && <Fact name="Nomor HP" text={[profile.phone, profile.phone_other].filter(Boolean).join(", ") || "belum ada"} />}
        {profile && <Fact name="Alamat" text={[profile.address, profile.home_label].filter(Boolean).join(", ") || "belum ada"} />}
        <Fact name="Wilayah tugas" text={profile?.area_label ?? session?.person.area_label ?? ""} />
        {profile?.coordinator && <Fact name="Koordinator" text={[profile.coordinator.name, profile.coordinator.phone].filter(Boolean).join(", ")} />}
      </dl>
      {own.cards.length > 0 && <a class="button button-main" href="#/saya/kartu"><Icon name="id-card" /> Kartu anggota</a>}
      {profile && <Hats profile={profile} />}
      {own.standings.map((one) => <Standing key={one.membership_id} one={one} many={own.standings.length > 1} />)}
      <Changes own={own} />
      <a class="button button-soft" href="#/saya/pemberitahuan"><Icon name="bell" /> Pemberitahuan</a>
      <h2>HP dan aplikasi</h2>
      <dl class="facts">
        <Fact name="HP ini" text={`${session?.deviceName ?? ""}, terpasang ${dateTime(session?.enrolledAt)}`} />
        <Fact name="Terakhir tersambung" text={notes.lastPull ? friendly(notes.lastPull, now) : "Belum pernah"} />
        <Fact name="Jam HP" text={Math.abs(notes.clockOffset) < 60_000 ? "Tepat" : `Selisih ${duration(Math.abs(notes.clockOffset))}`} />
        <Fact name="Tulisan Anda" text={persisted ? "Dijaga, tidak terhapus sendiri" : "Dapat terhapus bila HP penuh; kirim setiap ada sinyal"} />
        <Fact name="Tanpa sinyal" text={kept ? "Siap dipakai" : "Belum siap; biarkan terbuka sebentar di tempat bersinyal"} />
        {room !== null && <Fact name="Tempat tersisa" text={roomWord(room)} />}
        <Fact name="Versi" text={__APP_VERSION__} />
      </dl>
      {!persisted && <Safekeeping />}
      {!persisted && <button type="button" class="button button-soft" onClick={() => void store.askPersistence()}>Minta HP menjaga tulisan saya</button>}
      <Looks />
      <button type="button" class="button button-soft" onClick={lock}><Icon name="lock" /> Kunci sekarang</button>
      <ChangePin />
      <NewCode />
      <HandOver />
    </Page>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return <div><dt>{name}</dt><dd>{text}</dd></div>;
}

function Looks() {
  const [size, setSize] = useState<string>(textSize());
  const [look, setLook] = useState<string>(theme());
  const pick = (key: "huruf" | "tema", set: (v: string) => void) => (value: string) => {
    set(value);
    setPref(key, value);
  };
  return (
    <>
      <Choice legend="Ukuran huruf" name="huruf" value={size} onValue={pick("huruf", setSize)} options={[["biasa", "Biasa"], ["besar", "Besar"], ["sangat-besar", "Sangat besar"]]} />
      <Choice legend="Warna layar" name="tema" value={look} onValue={pick("tema", setLook)} options={[["auto", "Ikut HP"], ["light", "Terang"], ["dark", "Gelap"]]} />
    </>
  );
}

function ChangePin() {
  const store = useStore();
  const [old, setOld] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [says, setSays] = useState<[boolean, string]>([true, ""]);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = pinProblem(pin, again);
    if (wrong) return setSays([false, wrong]);
    const done = await store.vault.changePin(old, pin);
    setSays(done ? [true, "PIN sudah diganti."] : [false, "PIN lama salah, atau harus menunggu sebentar. PIN belum diganti."]);
    if (done) for (const clear of [setOld, setPin, setAgain]) clear("");
  };
  return (
    <details class="apart">
      <summary>Ganti PIN</summary>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Field label="PIN lama" value={old} onValue={(v) => setOld(onlyDigits(v))} input={PIN_INPUT} />
        <Field label="PIN baru" value={pin} onValue={(v) => setPin(onlyDigits(v))} input={PIN_INPUT} />
        <Field label="Ulangi PIN baru" value={again} onValue={(v) => setAgain(onlyDigits(v))} input={PIN_INPUT} />
        <div role="status">{says[1] && (says[0] ? <Note tone="good" icon="check">{says[1]}</Note> : <Problem text={says[1]} />)}</div>
        <button class="button button-main">Ganti PIN</button>
      </form>
    </details>
  );
}

/** A new code for a phone the server no longer knows: the work on it stays. */
function NewCode() {
  const store = useStore();
  const { session } = useSnapshot();
  const [code, setCode] = useState("");
  const [says, setSays] = useState("");
  const use = async (event: Event): Promise<void> => {
    event.preventDefault();
    const result = await ports.enrol(code, session?.deviceName ?? "HP");
    if (!result.ok) return setSays(result.problem.message);
    if (session && !session.pendingCode && result.answer.person.id !== session.person.id) return setSays("Kode ini milik orang lain. Minta kode untuk Anda sendiri.");
    await store.enrolAgain(result.answer, session?.deviceName ?? "HP");
    setCode("");
    setSays(await ports.syncNow());
  };
  return (
    <details class="apart">
      <summary>Punya kode baru dari koordinator?</summary>
      <p>Dipakai bila server tidak mengenal HP ini lagi. Tulisan di HP ini tetap ada dan dikirim dengan kode baru.</p>
      <form onSubmit={(e) => void use(e)} noValidate>
        <Field label="Kode baru" value={code} onValue={(v) => setCode(tidyCode(v))} input={{ class: "code" }} />
        <p role="status">{says}</p>
        <button class="button button-soft">Pakai kode baru</button>
      </form>
    </details>
  );
}

/** The PIN screen has the way: the former holder locks, the next one types the code there. */
function Handing({ onBack }: { onBack: () => void }) {
  const store = useStore();
  const lock = (): void => {
    dispatchEvent(new Event("bubuhan:locking"));
    store.lock();
  };
  return (
    <Note icon="lock">
      Kunci HP ini, lalu serahkan. Rekan Anda menekan <strong>Ganti pemegang HP</strong> di layar PIN dan mengetik kodenya.
      <div class="pair"><button type="button" class="button button-main" onClick={lock}>Kunci dan serahkan</button><button type="button" class="button button-soft" onClick={onBack}>Batal</button></div>
    </Note>
  );
}

function HandOver() {
  const store = useStore();
  const [code, setCode] = useState(false);
  const { waiting, outbox, drafts } = useSnapshot();
  const unsent = waiting + outbox.filter((i) => i.state === "refused").length;
  const [sure, setSure] = useState(false);
  return (
    <details class="apart">
      <summary>Serahkan HP ini atau keluar</summary>
      <p>Semua data Bubuhan di HP ini dihapus. Yang sudah terkirim tetap di server. Pemegang baru memakai kode dari koordinator.</p>
      <p>Kepada rekan yang akan memakai HP ini: minta <strong>kode serah terima</strong> kepada koordinator. Dengan itu tidak ada catatan yang hilang, juga tanpa sinyal.</p>
      <button type="button" class="button button-main" onClick={() => setCode(true)}>Serahkan dengan kode</button>
      {code && <Handing onBack={() => setCode(false)} />}
      <p>Tanpa kode:</p>
      {unsent > 0 && <Note tone="bad" icon="triangle-alert">{unsent} catatan belum diterima server dan akan hilang. <a href="#/terkirim">Kirim dulu</a>, atau simpan sebagai berkas.</Note>}
      {drafts.length > 0 && <p>{drafts.length} tulisan belum selesai juga akan hilang.</p>}
      <label class="check">
        <input type="checkbox" checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
        <span>Saya mengerti, isi HP ini akan dihapus</span>
      </label>
      <button type="button" class="button button-danger" disabled={!sure} onClick={() => void store.wipe("handed-over").then(() => go("daftar", true))}>Hapus dan keluar</button>
    </details>
  );
}
