/** Putting Bubuhan on this phone: the coordinator's code, a name for the phone, a PIN. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ports } from "../../store/ports";
import { NotYetOffline, Safekeeping } from "../parts/care";
import { Field, Problem } from "../parts/fields";
import { go, useRoute, useStore } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Page } from "../parts/page";

const CODE_LENGTH = 8;

/** What was typed or scanned, as the code alone: "BRNM-ZK35". */
export function tidyCode(raw: string): string {
  const inside = /[?&]kode=([^&#]+)/.exec(raw)?.[1] ?? raw;
  const plain = inside.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, CODE_LENGTH);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

function guessName(): string {
  const agent = navigator.userAgent;
  const model = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1]?.replace(/ Build.*/, "").trim();
  if (model && model !== "K") return model;
  if (/iPhone/.test(agent)) return "iPhone";
  return /Android/.test(agent) ? "HP Android" : "HP saya";
}

export function Enrol() {
  const { query } = useRoute();
  const [step, setStep] = useState<"kode" | "pin" | "siap">("kode");
  const [code, setCode] = useState(tidyCode(query.get("kode") ?? ""));
  const [name, setName] = useState(guessName);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const given = query.get("kode");
    if (given) setCode(tidyCode(given));
  }, [query]);
  if (step === "siap") return <Ready />;
  if (step === "pin") {
    const refused = (text: string): void => {
      setProblem(text);
      setStep("kode");
    };
    return <NewPin code={code} deviceName={name} onRefused={refused} onDone={() => setStep("siap")} />;
  }
  const next = (event: Event): void => {
    event.preventDefault();
    if (code.length < 6) setProblem("Tulis kode dari koordinator, misalnya ABCD-2345.");
    else if (!name.trim()) setProblem("Beri nama untuk HP ini, supaya koordinator mengenalinya.");
    else {
      setProblem("");
      setStep("pin");
    }
  };
  return (
    <Page title="Pasang Bubuhan di HP ini" bar={false}>
      <p>Minta kode kepada koordinator Anda. Satu kode untuk satu HP, berlaku 24 jam.</p>
      <form onSubmit={next} noValidate>
        <Field label="Kode dari koordinator" hint="8 huruf dan angka, misalnya ABCD-2345" value={code} onValue={(v) => setCode(tidyCode(v))} input={{ autocapitalize: "characters", spellcheck: false, class: "code", inputMode: "text" }} />
        <Scanner onCode={(raw) => setCode(tidyCode(raw))} />
        <Field label="Nama HP ini" hint="Boleh dibiarkan" value={name} onValue={setName} input={{ maxLength: 60 }} />
        <div role="alert"><Problem text={problem} /></div>
        <button class="button button-main">Lanjut</button>
      </form>
    </Page>
  );
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

function Scanner({ onCode }: { onCode: (raw: string) => void }) {
  const Maker = (globalThis as { BarcodeDetector?: new (how: { formats: string[] }) => Detector }).BarcodeDetector;
  const video = useRef<HTMLVideoElement>(null);
  const [on, setOn] = useState(false);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (!on || !Maker) return;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const detector = new Maker({ formats: ["qr_code"] });
    const look = async (): Promise<void> => {
      const found = video.current?.readyState === 4 ? await detector.detect(video.current).catch(() => []) : [];
      if (found[0]) {
        onCode(found[0].rawValue);
        setOn(false);
      } else timer = setTimeout(() => void look(), 250);
    };
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(
      async (got) => {
        stream = got;
        if (!video.current) return;
        video.current.srcObject = got;
        await video.current.play();
        void look();
      },
      () => {
        setTrouble("Kamera tidak dapat dipakai. Ketik saja kodenya.");
        setOn(false);
      },
    );
    return () => {
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [on]);
  if (!Maker) return null;
  return (
    <div>
      <button type="button" class="button button-soft" onClick={() => setOn(!on)}>
        <Icon name="camera" /> {on ? "Tutup kamera" : "Pindai kode gambar"}
      </button>
      {on && <video ref={video} class="scanner" muted playsInline aria-label="Arahkan kamera ke kode gambar" />}
      <Problem text={trouble} />
    </div>
  );
}

export const PIN_INPUT = { type: "password", inputMode: "numeric", maxLength: 6, class: "pin", autocomplete: "off" } as const;
export const onlyDigits = (value: string): string => value.replace(/\D/g, "").slice(0, 6);

/** Refuses what a stranger would try first. */
export function weakPin(pin: string): boolean {
  return /^(\d)\1{5}$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);
}

export function pinProblem(pin: string, again: string): string {
  if (!/^\d{6}$/.test(pin)) return "PIN terdiri atas 6 angka.";
  if (weakPin(pin)) return "PIN ini mudah ditebak. Pilih angka lain.";
  return pin === again ? "" : "Kedua PIN belum sama. Ketik ulang.";
}

function NewPin({ code, deviceName, onRefused, onDone }: { code: string; deviceName: string; onRefused: (text: string) => void; onDone: () => void }) {
  const store = useStore();
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = pinProblem(pin, again);
    setProblem(wrong);
    if (wrong || busy) return;
    setBusy(true);
    const result = await ports.enrol(code, deviceName.trim());
    if (!result.ok) return onRefused(result.problem.message);
    await store.enrolNew(result.answer, deviceName.trim(), pin);
    await store.askPersistence();
    onDone();
  };
  return (
    <Page title="Buat PIN 6 angka" bar={false}>
      <p>PIN membuka Bubuhan di HP ini, juga tanpa sinyal. Semua catatan dikunci dengannya. Jangan beri tahu siapa pun.</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Field label="PIN baru" value={pin} onValue={(v) => setPin(onlyDigits(v))} input={PIN_INPUT} />
        <Field label="Ulangi PIN" value={again} onValue={(v) => setAgain(onlyDigits(v))} input={PIN_INPUT} />
        <div role="alert"><Problem text={problem} /></div>
        <button class="button button-main" disabled={busy}>{busy ? "Memasang…" : "Pasang"}</button>
      </form>
    </Page>
  );
}

function Ready() {
  const store = useStore();
  const { session } = store.snapshot.get();
  return (
    <Page title="HP ini sudah terpasang" bar={false}>
      <p class="lead">Selamat datang, {session?.person.name}.</p>
      <p>Wilayah Anda: {session?.person.area_label}.</p>
      <Safekeeping />
      <NotYetOffline />
      <button class="button button-main" onClick={() => go("", true)}>Mulai</button>
    </Page>
  );
}
