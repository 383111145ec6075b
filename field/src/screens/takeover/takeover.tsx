/** Another holder for this phone, also without signal; and a new PIN for the same one. Fetched when opened. */
import { useEffect, useState } from "preact/hooks";
import { isHandoverCode, spacedCode } from "../../kernel/escrow";
import { atStake, door } from "../../store/custody";
import { ports } from "../../store/ports";
import { PIN_INPUT, onlyDigits, pinProblem, tidyCode } from "../enrol/enrol";
import { Field, Problem } from "../parts/fields";
import { go, useStore } from "../parts/hooks";
import { Note, Page } from "../parts/page";

type Stake = Awaited<ReturnType<typeof atStake>>;

export function Takeover({ onBack }: { onBack: () => void }) {
  const store = useStore();
  const [code, setCode] = useState("");
  const [known, setKnown] = useState(false);
  const [stake, setStake] = useState<Stake | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => void atStake(store.db).then(setStake), []);
  const check = async (event: Event): Promise<void> => {
    event.preventDefault();
    const key = (await door(store.db))?.handoverKey;
    if (!key) return setProblem("HP ini belum dapat diserahkan tanpa sinyal. Sambungkan ke internet sekali, lalu coba lagi.");
    const fits = await isHandoverCode(key, code);
    setProblem(fits ? "" : "Kode ini bukan untuk HP ini, atau salah ketik. Periksa lagi 12 huruf dan angkanya.");
    setKnown(fits);
  };
  if (known && stake) return <NextHolder code={code} stake={stake} onBack={onBack} />;
  return (
    <Page title="Ganti pemegang HP" bar={false}>
      <p>Minta kode serah terima kepada koordinator, boleh lewat telepon. HP ini tidak perlu sinyal.</p>
      <form onSubmit={(e) => void check(e)} noValidate>
        <Field label="Kode serah terima" hint="12 huruf dan angka, misalnya ABCD-2345-EFGH" value={code} onValue={(v) => setCode(spacedCode(v))} input={{ class: "code", autocapitalize: "characters", spellcheck: false }} />
        <div role="alert"><Problem text={problem} /></div>
        <button class="button button-main">Lanjut</button>
        <button type="button" class="button button-soft" onClick={onBack}>Kembali</button>
      </form>
    </Page>
  );
}

function NextHolder({ code, stake, onBack }: { code: string; stake: Stake; onBack: () => void }) {
  const store = useStore();
  const [who, setWho] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = who.trim() ? pinProblem(pin, again) : "Tulis nama Anda, pemegang baru HP ini.";
    setProblem(wrong);
    if (wrong || busy) return;
    setBusy(true);
    await store.takeOver(code, who.trim(), "HP serah terima", pin);
    go("", true);
    void ports.syncNow();
  };
  return (
    <Page title="Pemegang baru" bar={false}>
      <Stakes stake={stake} />
      <form onSubmit={(e) => void save(e)} noValidate>
        <Field label="Nama Anda" value={who} onValue={setWho} input={{ maxLength: 120 }} />
        <Field label="PIN baru Anda" hint="6 angka, hanya Anda yang tahu" value={pin} onValue={(v) => setPin(onlyDigits(v))} input={PIN_INPUT} />
        <Field label="Ulangi PIN" value={again} onValue={(v) => setAgain(onlyDigits(v))} input={PIN_INPUT} />
        <div role="alert"><Problem text={problem} /></div>
        <button class="button button-main" disabled={busy}>{busy ? "Menyiapkan…" : "Pegang HP ini"}</button>
        <button type="button" class="button button-soft" onClick={onBack}>Batal</button>
      </form>
    </Page>
  );
}

/** What is kept and what is lost, before it happens. */
function Stakes({ stake }: { stake: Stake }) {
  const unsent = stake.waiting + stake.files;
  return (
    <>
      {unsent === 0 ? <Note tone="good" icon="check">Tidak ada catatan pemegang lama yang belum terkirim.</Note> : stake.sealable ? (
        <Note icon="lock">
          {[stake.waiting && `${stake.waiting} catatan`, stake.files && `${stake.files} foto atau rekaman`].filter(Boolean).join(" dan ")} pemegang lama belum
          terkirim. Semuanya tetap di HP ini, terkunci, dan dikirim atas namanya begitu ada sinyal. Anda tidak dapat membacanya.
        </Note>
      ) : <Note tone="bad" icon="triangle-alert">{stake.waiting} catatan pemegang lama belum terkirim dan akan hilang. Kirim dulu bila ada sinyal.</Note>}
      {stake.drafts > 0 && <Note tone="warn" icon="triangle-alert">{stake.drafts} tulisan pemegang lama yang belum selesai akan dihapus.</Note>}
      <p>Kasus dan catatan pemegang lama tidak terbaca lagi di HP ini.</p>
    </>
  );
}

export function NewPinByCode({ onBack }: { onBack: () => void }) {
  const [code, setCode] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = code.length < 9 ? "Tulis kode PIN baru dari koordinator, misalnya ABCD-2345." : pinProblem(pin, again);
    setProblem(wrong);
    if (wrong || busy) return;
    setBusy(true);
    const said = await ports.newPin(code, pin);
    setBusy(false);
    if (!said.ok) setProblem(said.says);
  };
  return (
    <Page title="Buat PIN baru" bar={false}>
      <p>Telepon koordinator Anda dan minta <strong>kode PIN baru</strong>. HP perlu sinyal sebentar. Semua kasus, catatan, foto dan tulisan yang belum selesai tetap ada.</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Field label="Kode PIN baru" value={code} onValue={(v) => setCode(tidyCode(v))} input={{ class: "code", autocapitalize: "characters", spellcheck: false }} />
        <Field label="PIN baru" value={pin} onValue={(v) => setPin(onlyDigits(v))} input={PIN_INPUT} />
        <Field label="Ulangi PIN" value={again} onValue={(v) => setAgain(onlyDigits(v))} input={PIN_INPUT} />
        <div role="alert"><Problem text={problem} /></div>
        <button class="button button-main" disabled={busy}>{busy ? "Menyambung…" : "Pakai PIN baru"}</button>
        <button type="button" class="button button-soft" onClick={onBack}>Kembali</button>
      </form>
    </Page>
  );
}
