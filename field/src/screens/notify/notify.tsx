/** Pemberitahuan: what I was told, whether this phone rings, of what, and when not. */
import { useEffect, useState } from "preact/hooks";
import { type Wishes, wishCommand, wishProblem } from "../../forms/notify";
import { friendly } from "../../kernel/clock";
import { ports } from "../../store/ports";
import { type NotifyView, type Pace, notifyOf, routeOf } from "../../store/notify";
import { Choice, Field, Problem } from "../parts/fields";
import { useNow, useSnapshot, useStore } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { type Can, idOf, state, turnOff, turnOn } from "./browser";

const PACES: [Pace, string][] = [["segera", "Segera"], ["harian", "Sekali sehari"], ["aplikasi", "Di aplikasi saja"]];

export function Notify() {
  const { docs, outbox } = useSnapshot();
  const told = notifyOf(docs, outbox);
  useEffect(() => {
    if (!told) void ports.syncNow(); // a phone enrolled just now gets it with its next pull
  }, []);
  return (
    <Page title="Pemberitahuan" back="saya">
      {told ? <Ready told={told} /> : <Note icon="cloud-off">Sambungkan HP ke internet sekali dulu. Setelah itu pengaturan pemberitahuan muncul di sini.</Note>}
    </Page>
  );
}

function Ready({ told }: { told: NotifyView }) {
  return (
    <>
      <Switch told={told} />
      <News told={told} />
      <HowTold told={told} />
    </>
  );
}

// -- on and off -------------------------------------------------------------------------------------

function Switch({ told }: { told: NotifyView }) {
  const store = useStore();
  const [now, setNow] = useState<{ can: Can; endpoint: string | null; id: string } | null>(null);
  const [says, setSays] = useState<[good: boolean, text: string]>([true, ""]);
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    const found = await state();
    setNow({ ...found, id: found.endpoint ? await idOf(found.endpoint) : "" });
  };
  useEffect(() => void look(), []);
  const on = async (): Promise<void> => {
    setBusy(true);
    const asked = await turnOn(told.publicKey);
    if (asked.ok) {
      const { ok: _ok, ...body } = asked;
      await store.enqueue({ type: "notify.subscribe", body, label: "Nyalakan pemberitahuan" });
    }
    setSays(asked.ok ? [true, "Menyala. HP ini akan berbunyi bila ada kabar untuk Anda."] : [false, asked.says]);
    await look();
    setBusy(false);
  };
  const off = async (): Promise<void> => {
    setBusy(true);
    const endpoint = (await turnOff()) ?? now?.endpoint;
    if (endpoint) await store.enqueue({ type: "notify.unsubscribe", body: { endpoint }, label: "Matikan pemberitahuan" });
    setSays([true, "Dimatikan di HP ini."]);
    await look();
    setBusy(false);
  };
  const test = async (): Promise<void> => {
    await store.enqueue({ type: "notify.test", body: {}, label: "Pesan uji" });
    setSays([true, "Pesan uji diminta. Bila ada sinyal, HP ini berbunyi sebentar lagi."]);
  };
  if (!now) return <p class="loading" role="status">Memeriksa…</p>;
  return (
    <section aria-labelledby="nyala">
      <h2 id="nyala">Di HP ini</h2>
      <Standing can={now.can} known={told.browsers.some((b) => b.id === now.id)} told={told} />
      {now.can === "ready" && <button type="button" class="button button-main" disabled={busy} onClick={() => void on()}><Icon name="bell" /> {busy ? "Menunggu izin…" : "Nyalakan pemberitahuan"}</button>}
      {now.can === "on" && (
        <div class="pair">
          <button type="button" class="button button-soft" disabled={busy} onClick={() => void test()}><Icon name="send" /> Pesan uji</button>
          <button type="button" class="button button-soft" disabled={busy} onClick={() => void off()}>Matikan</button>
        </div>
      )}
      <div role="status">{says[1] && (says[0] ? <p class="soft">{says[1]}</p> : <Problem text={says[1]} />)}</div>
    </section>
  );
}

function Standing({ can, known, told }: { can: Can; known: boolean; told: NotifyView }) {
  const others = told.ways.filter((w) => w.code !== "push").map((w) => w.name);
  const also = others.length ? ` Kabar juga dikirim lewat ${others.join(" dan ")}.` : " Kabar tetap ada di halaman ini setiap kali Anda membukanya.";
  if (can === "on") return known
    ? <Note tone="good" icon="check">Menyala. HP ini berbunyi bila ada kabar untuk Anda.</Note>
    : <Note tone="good" icon="check">Menyala di HP ini. Server diberi tahu begitu ada sinyal.</Note>;
  if (can === "ready") return (
    <Note icon="bell">
      HP berbunyi bila ada tawaran tugas, giliran piket, atau kabar laporan Anda, juga saat aplikasi tertutup. Yang tampil hanya sedikit, misalnya “Ada tawaran tugas baru”: tidak pernah nama, kebutuhan, atau alamat. Setelah tombol ditekan, HP akan meminta izin.
    </Note>
  );
  if (can === "denied") return <Note tone="warn" icon="bell-off">Izin pemberitahuan dimatikan di peramban ini. Untuk menyalakannya: buka setelan peramban, pilih Setelan situs, lalu Notifikasi, dan izinkan alamat ini.{also}</Note>;
  if (can === "install") return <Note icon="bell-off">Di iPhone, pasang dulu aplikasi ini: tombol Bagikan, lalu “Tambah ke Layar Utama”. Buka dari sana, lalu nyalakan di halaman ini.{also}</Note>;
  return <Note icon="bell-off">Peramban ini tidak bisa berbunyi saat aplikasi tertutup.{also}</Note>;
}

// -- what was told ----------------------------------------------------------------------------------

function News({ told }: { told: NotifyView }) {
  const now = useNow();
  const [all, setAll] = useState(false);
  const items = all ? told.items : told.items.slice(0, 5);
  return (
    <section aria-labelledby="kabar">
      <h2 id="kabar">Kabar terakhir</h2>
      {told.items.length === 0 && <p class="soft">Belum ada kabar untuk Anda.</p>}
      <ul class="list">
        {items.map((one) => {
          const route = routeOf(one.path);
          return (
            <li key={one.id} class="card">
              {route !== null && route !== "saya/pemberitahuan" ? <a class="stretched" href={`#/${route}`}>{one.title}</a> : <strong>{one.title}</strong>}
              <span>{one.text}</span>
              <span class="soft">{friendly(Date.parse(one.at), now)} · {one.said}</span>
            </li>
          );
        })}
      </ul>
      {told.items.length > 5 && !all && <button type="button" class="button button-soft" onClick={() => setAll(true)}>Lihat semua ({told.items.length})</button>}
    </section>
  );
}

// -- how --------------------------------------------------------------------------------------------

function HowTold({ told }: { told: NotifyView }) {
  const store = useStore();
  const [wishes, setWishes] = useState<Wishes>(() => ({
    paces: Object.fromEntries(told.topics.map((t) => [t.code, t.pace])),
    own: told.quiet !== null, from: told.quiet?.from ?? told.night.from, to: told.quiet?.to ?? told.night.to, order: told.order,
  }));
  const [problem, setProblem] = useState("");
  const [saved, setSaved] = useState(false);
  const change = (next: Partial<Wishes>): void => {
    setWishes({ ...wishes, ...next });
    setSaved(false);
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = wishProblem(wishes);
    setProblem(wrong);
    if (wrong) return;
    await store.enqueue(wishCommand(wishes));
    setSaved(true);
  };
  const night = `${told.night.from.replace(":", ".")}–${told.night.to.replace(":", ".")}`;
  return (
    <form aria-labelledby="cara" onSubmit={(e) => void save(e)} noValidate>
      <h2 id="cara">Kapan dan tentang apa</h2>
      <p>Keadaan darurat selalu berbunyi saat itu juga. “Sekali sehari” dikumpulkan dan dikirim pukul 7 pagi.</p>
      {told.topics.map((t) => (
        <Choice key={t.code} legend={t.name} name={`kabar-${t.code}`} value={wishes.paces[t.code] ?? "segera"} options={PACES}
          onValue={(v) => change({ paces: { ...wishes.paces, [t.code]: v as Pace } })} />
      ))}
      <Choice look="list" legend="Jam tenang" name="tenang" value={wishes.own ? "sendiri" : "kantor"} onValue={(v) => change({ own: v === "sendiri" })}
        options={[["kantor", `Ikut kantor, ${night}`], ["sendiri", "Jam saya sendiri"]]} />
      {wishes.own && (
        <div class="pair">
          <Field label="Mulai" value={wishes.from} onValue={(v) => change({ from: v.slice(0, 5) })} input={{ type: "time" }} />
          <Field label="Sampai" value={wishes.to} onValue={(v) => change({ to: v.slice(0, 5) })} input={{ type: "time" }} />
        </div>
      )}
      <div role="alert"><Problem text={problem} /></div>
      <button class="button button-main">Simpan</button>
      <p role="status" class="soft">{saved ? (told.unsent ? "Tersimpan di HP ini, dikirim begitu ada sinyal." : "Tersimpan.") : ""}</p>
    </form>
  );
}
