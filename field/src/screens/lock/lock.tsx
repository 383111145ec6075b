/** The door: PIN, waiting after wrong tries, and what to do when the PIN is forgotten. */
import { useEffect, useRef, useState } from "preact/hooks";
import { duration } from "../../kernel/clock";
import { PIN_INPUT, onlyDigits } from "../enrol/enrol";
import { Field, Problem } from "../parts/fields";
import { go, useSnapshot, useStore } from "../parts/hooks";
import { lazy } from "../parts/lazy";
import { Note, Page } from "../parts/page";
import { SaveParcel } from "../parts/parcel";

type Way = "pin" | "serah";
const Takeover = lazy(() => import("../takeover/takeover").then((m) => m.Takeover));
const NewPinByCode = lazy(() => import("../takeover/takeover").then((m) => m.NewPinByCode));

export function LockScreen() {
  const [way, setWay] = useState<Way | null>(null);
  const back = (): void => setWay(null);
  if (way === "serah") return <Takeover onBack={back} />;
  return way === "pin" ? <NewPinByCode onBack={back} /> : <Pin onWay={setWay} />;
}

function Pin({ onWay }: { onWay: (way: Way) => void }) {
  const store = useStore();
  const { waiting, custody } = useSnapshot();
  const [pin, setPin] = useState("");
  const [problem, setProblem] = useState("");
  const [wait, setWait] = useState(0);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void store.vault.waiting().then(setWait), []);
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => void store.vault.waiting().then(setWait), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const open = async (tried: string): Promise<void> => {
    if (busy || wait > 0 || tried.length !== 6) return;
    setBusy(true);
    const result = await store.unlock(tried);
    if (result.ok) return;
    setBusy(false);
    setPin("");
    setWait(result.wait);
    setProblem(result.count > 2 ? "PIN salah. Setelah beberapa kali salah, ada waktu tunggu yang makin lama." : "PIN salah. Coba lagi.");
  };
  const type = (value: string): void => {
    const digits = onlyDigits(value);
    setPin(digits);
    if (digits.length === 6) void open(digits);
  };
  return (
    <Page title="Masukkan PIN" bar={false}>
      {waiting > 0 && <Note icon="smartphone">{waiting} catatan di HP ini belum terkirim. Buka dengan PIN supaya dapat dikirim.</Note>}
      <form ref={form} onSubmit={(e) => { e.preventDefault(); void open(pin); }} noValidate>
        <Field label="PIN" hint="6 angka" value={pin} onValue={type} input={{ ...PIN_INPUT, disabled: wait > 0 }} />
        <div role={wait > 0 ? undefined : "alert"}>
          <Problem text={wait > 0 ? `Terlalu banyak PIN salah. Coba lagi dalam ${wait < 60_000 ? `${Math.ceil(wait / 1000)} detik` : duration(wait)}.` : problem} />
        </div>
        <button class="button button-main" disabled={busy || wait > 0}>{busy ? "Membuka…" : "Buka"}</button>
      </form>
      {custody > 0 && <p class="soft">{custody} titipan pemegang lama menunggu sinyal, terkunci.</p>}
      <Forgotten waiting={waiting} onWay={onWay} />
    </Page>
  );
}

function Forgotten({ waiting, onWay }: { waiting: number; onWay: (way: Way) => void }) {
  const store = useStore();
  const [sure, setSure] = useState(false);
  return (
    <>
      <details class="apart">
        <summary>Lupa PIN?</summary>
        <p>PIN hanya Anda yang tahu. Koordinator dapat memberi <strong>kode PIN baru</strong>: dengan itu tidak ada yang hilang. HP perlu sinyal sebentar.</p>
        <button type="button" class="button button-main" onClick={() => onWay("pin")}>Saya punya kode PIN baru</button>
        <p class="soft">Belum ada sinyal? Simpan HP ini seperti adanya; catatan Anda tetap aman sampai Anda mendapat sinyal.</p>
      </details>
      <details class="apart">
        <summary>Ganti pemegang HP, atau pasang ulang</summary>
        <p>HP ini akan dipegang orang lain? Dengan kode serah terima, yang belum terkirim tetap terkirim nanti, dan isinya tidak terbaca pemegang baru.</p>
        <button type="button" class="button button-main" onClick={() => onWay("serah")}>Saya punya kode serah terima</button>
        <SaveParcel />
        <p>Tanpa kode: pasang ulang dengan kode pendaftaran. {waiting > 0 ? <strong>{waiting} catatan yang belum terkirim akan hilang.</strong> : "Tidak ada catatan yang menunggu dikirim; tulisan yang belum selesai akan hilang."}</p>
        <label class="check">
          <input type="checkbox" checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
          <span>Saya mengerti, isi HP ini akan dihapus</span>
        </label>
        <button class="button button-danger" disabled={!sure} onClick={() => void store.wipe("handed-over").then(() => go("daftar", true))}>
          Pasang ulang dengan kode baru
        </button>
      </details>
    </>
  );
}

export function Wiped() {
  const store = useStore();
  return (
    <Page title="HP ini sudah dicabut" bar={false}>
      <Note tone="warn" icon="triangle-alert">
        Koordinator mencabut HP ini dari Bubuhan, misalnya karena dilaporkan hilang atau berganti pemegang. Semua data
        Bubuhan di HP ini sudah dihapus. Laporan yang sudah terkirim tetap aman di server.
      </Note>
      <p>Bila ini keliru, hubungi koordinator Anda dan minta kode baru.</p>
      <button class="button button-main" onClick={() => void store.wipe("handed-over").then(() => go("daftar", true))}>Pasang dengan kode baru</button>
    </Page>
  );
}
