/** A screen whose code is fetched when it is first opened; the service worker has it, so also without signal. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Note, Page } from "./page";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => JSX.Element {
  let ready: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, drawn] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (ready) return;
      load().then((found) => { ready = found; drawn(1); }, () => setFailed(true));
    }, []);
    if (ready) { const Screen = ready; return <Screen {...props} />; }
    return failed ? <Page title="Layar ini belum terunduh"><Note>Bubuhan baru diperbarui, atau belum lengkap di HP ini. Muat ulang; bila belum bisa, cari sinyal sebentar. Tulisan Anda tetap aman.</Note><button type="button" class="button button-main" onClick={() => { dispatchEvent(new Event("bubuhan:locking")); setTimeout(() => location.reload(), 300); }}>Muat ulang</button></Page> : <p class="loading" role="status">Membuka…</p>;
  };
}
