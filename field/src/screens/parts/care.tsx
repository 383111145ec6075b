/** What this phone still needs to keep things safe: a place on the home screen, room, the app's own files. */
import { useEffect, useState } from "preact/hooks";
import { canInstall, install } from "../../kernel/install";
import { keptOffline } from "../../store/ports";
import { useSignal, useSnapshot, useStore } from "./hooks";
import { Icon } from "./icons";
import { Note } from "./page";

const LITTLE = 40 * 1024 * 1024;

export function useRoom(): number | null {
  const store = useStore();
  const [room, setRoom] = useState<number | null>(null);
  useEffect(() => void store.room().then(setRoom), []);
  return room;
}

export const roomWord = (bytes: number): string => (bytes >= 1e9 ? `${Math.floor(bytes / 1e9)} GB` : `${Math.floor(bytes / 1e6)} MB`);

/** Said on Beranda before it hurts. */
export function LittleRoom() {
  const room = useRoom();
  if (room === null || room > LITTLE) return null;
  return <Note tone="warn" icon="triangle-alert">Tempat di HP ini hampir penuh (sisa {roomWord(room)}). Hapus foto atau aplikasi yang tidak dipakai, supaya laporan Anda tetap dapat disimpan.</Note>;
}

export function NotYetOffline() {
  if (useSignal(keptOffline) !== false) return null;
  return <Note tone="warn" icon="cloud-off">Bubuhan belum lengkap di HP ini, jadi belum dapat dibuka tanpa sinyal. Biarkan terbuka sebentar di tempat yang ada sinyal.</Note>;
}

/** Asks for a place on the home screen, by a button where the browser has one, else in words. */
export function Safekeeping() {
  const { persisted } = useSnapshot();
  const can = useSignal(canInstall);
  const own = globalThis.matchMedia?.("(display-mode: standalone)").matches;
  return (
    <>
      {persisted && <Note tone="good" icon="check">HP ini menjaga tulisan Anda. Tidak akan terhapus sendiri.</Note>}
      {!persisted && (own
        ? <Note tone="warn" icon="triangle-alert">Bila tempat di HP habis, HP dapat menghapus tulisan yang belum terkirim. Kirim setiap ada sinyal.</Note>
        : <Note tone="warn" icon="smartphone">Supaya tulisan Anda tidak terhapus sendiri oleh HP, pasang Bubuhan ke layar utama.{!can && " Tekan tanda titik tiga di pojok kanan atas, lalu “Tambahkan ke layar utama”."}</Note>)}
      {can && <button type="button" class="button button-soft" onClick={() => void install()}><Icon name="smartphone" /> Pasang ke layar utama</button>}
    </>
  );
}
