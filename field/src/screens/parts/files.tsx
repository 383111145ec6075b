/** Photos and one voice note: taken, shrunk, sealed and shown. */
import { useEffect, useRef, useState } from "preact/hooks";
import { MOST_FILES, VOICE_SECONDS, lengthWord, recorder, shrinkPhoto, sizeWord, voiceNote } from "../../forms/media";
import type { FileRef } from "../../kernel/contract";
import { useStore } from "./hooks";
import { Icon } from "./icons";

interface FilesProps {
  files: FileRef[];
  onFiles: (files: FileRef[]) => void;
  /** A paper is photographed, not told. */
  photosOnly?: boolean;
}

export function Files({ files, onFiles, photosOnly = false }: FilesProps) {
  const store = useStore();
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const latest = useRef(files);
  latest.current = files;
  const add = (ref: FileRef): void => {
    if (!latest.current.some((f) => f.sha256 === ref.sha256)) onFiles((latest.current = [...latest.current, ref]));
  };
  const photos = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement;
    const picked = [...(input.files ?? [])].slice(0, MOST_FILES - files.length);
    setBusy(true);
    setTrouble("");
    try {
      for (const file of picked) {
        const made = await shrinkPhoto(file);
        await store.keepFile(made.ref, made.data);
        add(made.ref);
      }
    } catch {
      setTrouble(store.trouble.get() || "Foto itu tidak dapat dibaca. Coba ambil foto lagi dengan kamera.");
    } finally {
      input.value = "";
      setBusy(false);
    }
  };
  const full = files.length >= MOST_FILES;
  return (
    <div class="files">
      <div class="files-row">
        <label class={`button button-soft ${full || busy ? "off" : ""}`}>
          <Icon name="camera" /> {busy ? "Menyimpan…" : "Foto"}
          <input class="sr" type="file" accept="image/*" capture="environment" multiple disabled={full || busy} onChange={(e) => void photos(e)} />
        </label>
        <label class={`button button-soft ${full || busy ? "off" : ""}`}>
          <Icon name="image" /> Galeri
          <input class="sr" type="file" accept="image/*" multiple disabled={full || busy} onChange={(e) => void photos(e)} aria-label="Pilih foto dari galeri" />
        </label>
        {!photosOnly && <Voice disabled={full} onVoice={add} onTrouble={setTrouble} />}
      </div>
      {trouble && <p class="problem" role="alert"><Icon name="triangle-alert" size={20} /> {trouble}</p>}
      {files.length > 0 && (
        <ul class="thumbs" aria-label="Lampiran">
          {files.map((file, i) => (
            <li key={file.sha256}>
              <Preview file={file} number={i + 1} />
              <button type="button" class="thumb-drop" onClick={() => onFiles(files.filter((f) => f !== file))}>
                <Icon name="x" size={20} /><span class="sr">Hapus {file.kind === "photo" ? "foto" : "rekaman"} {i + 1}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Preview({ file, number }: { file: FileRef; number: number }) {
  const store = useStore();
  const [url, setUrl] = useState("");
  useEffect(() => {
    let made = "";
    let gone = false;
    void store.readFile(file.sha256).then((found) => {
      if (!found || gone) return;
      made = URL.createObjectURL(new Blob([found.data], { type: found.mime }));
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [file.sha256]);
  if (file.kind === "voice") return url ? <span class="thumb-voice"><audio controls src={url} aria-label={`Rekaman ${number}`} /><small class="soft">{sizeWord(file.bytes)}, tersimpan di HP</small></span> : <span class="thumb-empty">Rekaman</span>;
  return url ? <img src={url} alt={`Foto ${number}`} width="72" height="72" /> : <span class="thumb-empty">Foto</span>;
}

function Voice({ disabled, onVoice, onTrouble }: { disabled: boolean; onVoice: (ref: FileRef) => void; onTrouble: (text: string) => void }) {
  const store = useStore();
  const running = useRef<MediaRecorder | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);
  const on = seconds !== null;
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setSeconds((s) => (s ?? 0) + 1), 1000);
    return () => clearInterval(timer);
  }, [on]);
  useEffect(() => {
    if (seconds !== null && seconds >= VOICE_SECONDS) running.current?.stop();
  }, [seconds]);
  useEffect(() => () => running.current?.stop(), []);
  useEffect(() => {
    if (!on) return;
    // The screen stays on while one speaks; when it goes dark all the same, what was said so far is kept.
    const awake = navigator.wakeLock?.request("screen").catch(() => null);
    const hide = (): void => {
      if (document.visibilityState === "hidden") running.current?.stop();
    };
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      void awake?.then((lock) => lock?.release());
    };
  }, [on]);
  const start = async (): Promise<void> => {
    onTrouble("");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const machine = recorder(stream);
      if (!machine) throw new Error("no recorder");
      const parts: Blob[] = [];
      machine.ondataavailable = (event) => parts.push(event.data);
      machine.onstop = () => {
        setSeconds(null);
        for (const track of stream.getTracks()) track.stop();
        void voiceNote(new Blob(parts, { type: machine.mimeType })).then(async (made) => {
          await store.keepFile(made.ref, made.data);
          onVoice(made.ref);
        }).catch(() => onTrouble(store.trouble.get() || "Rekaman itu tidak tersimpan. Rekam sekali lagi."));
      };
      running.current = machine;
      machine.start(1000);
      setSeconds(0);
    } catch {
      onTrouble("Mikrofon tidak dapat dipakai. Izinkan mikrofon di setelan peramban, atau tulis saja ceritanya.");
    }
  };
  return on ? (
    <button type="button" class="button button-record" onClick={() => running.current?.stop()}>
      <Icon name="square" /> Berhenti <span class="tabular">{lengthWord(seconds)} dari {lengthWord(VOICE_SECONDS)}</span>
    </button>
  ) : (
    <button type="button" class="button button-soft" disabled={disabled} onClick={() => void start()}>
      <Icon name="mic" /> Rekam suara
    </button>
  );
}
