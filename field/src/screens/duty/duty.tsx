/** Piket: who is on duty now, my shifts, and swapping with a colleague. */
import { useState } from "preact/hooks";
import { type DutyView, dutyOf, nowOn, shiftWords, tooOld } from "../../forms/duty";
import { dateTime } from "../../kernel/clock";
import { useWords } from "../parts/drafts";
import { Field } from "../parts/fields";
import { useNow, useSnapshot, useStore } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";

export function Duty() {
  const { docs, outbox } = useSnapshot();
  const duty = dutyOf(docs, outbox);
  return (
    <Page title="Piket" back="">
      {duty ? <Ready duty={duty} /> : <Note icon="cloud-off">Sambungkan HP ke internet sekali dulu. Setelah itu jadwal piket muncul di sini.</Note>}
    </Page>
  );
}

function Ready({ duty }: { duty: DutyView }) {
  const now = useNow();
  const on = nowOn(duty, now);
  return (
    <>
      <section aria-labelledby="sekarang">
        <h2 id="sekarang">Sedang piket di wilayah Anda</h2>
        {tooOld(duty, now) && <Note tone="warn" icon="triangle-alert">Jadwal di HP ini dari {dateTime(duty.as_of)}. Sambungkan ke internet supaya terbaru.</Note>}
        {on.length === 0 && !tooOld(duty, now) && <p class="soft">Tidak ada yang piket saat ini. Untuk keadaan darurat, hubungi koordinator Anda.</p>}
        {on.map((one) => (
          <div class="card row wrap" key={one.name + one.starts_at}>
            <span class="grow"><strong>{one.name}</strong><br /><span class="soft">{one.pillar_name}, {one.area_label}</span></span>
            {one.phone && <a class="inline-action" href={`tel:${one.phone.replace(/[^\d+]/g, "")}`}><Icon name="phone" size={20} /> Telepon<span class="sr"> {one.name}</span></a>}
          </div>
        ))}
      </section>
      {duty.requests.length > 0 && (
        <section aria-labelledby="diminta">
          <h2 id="diminta">Rekan minta digantikan</h2>
          {duty.requests.map((one) => <Request key={one.id} one={one} />)}
        </section>
      )}
      <section aria-labelledby="jadwal">
        <h2 id="jadwal">Jadwal saya</h2>
        {duty.shifts.length === 0 && <p class="soft">Anda belum dijadwalkan piket lima minggu ini.</p>}
        {duty.shifts.map((one) => <Shift key={one.id} one={one} colleagues={duty.colleagues} />)}
      </section>
    </>
  );
}

function Request({ one }: { one: DutyView["requests"][number] }) {
  const store = useStore();
  const answer = (accept: boolean): void => {
    void store.enqueue({ type: "duty.swap_answer", body: { swap_id: one.id, accept }, label: accept ? `Menggantikan piket ${one.asker}` : `Tidak menggantikan ${one.asker}` });
  };
  if (one.answered) {
    return <div class="card"><strong>{shiftWords(one.shift)}</strong><p class="soft">{one.answered === "yes" ? "Anda bersedia. Menunggu kepastian dari kantor." : "Anda tidak bisa."}</p>{one.pending && <span class="pending">Di HP, belum terkirim</span>}</div>;
  }
  return (
    <div class="card">
      <strong>{shiftWords(one.shift)}</strong>
      <p>{one.asker}, {one.shift.area_label}{one.open_to_all ? " (siapa saja yang bisa)" : " (Anda yang diminta)"}{one.note && `. “${one.note}”`}</p>
      <div class="pair">
        <button type="button" class="button button-main" onClick={() => answer(true)}>Saya gantikan</button>
        {!one.open_to_all && <button type="button" class="button button-soft" onClick={() => answer(false)}>Tidak bisa</button>}
      </div>
    </div>
  );
}

function Shift({ one, colleagues }: { one: DutyView["shifts"][number]; colleagues: DutyView["colleagues"] }) {
  const store = useStore();
  const now = useNow();
  const words = useWords({ key: `swap:${one.id}`, title: `Minta ganti piket ${shiftWords(one)}`, place: "piket" }, { who: "", note: "" });
  const { who, note } = words.values;
  const [asking, setAsking] = useState(words.found);
  const cancel = (): void => {
    words.drop();
    setAsking(false);
  };
  const running = Date.parse(one.starts_at) <= now;
  const able = colleagues.filter((c) => c.pillar === one.pillar);
  const ask = (event: Event): void => {
    event.preventDefault();
    setAsking(false);
    void store.enqueue({ type: "duty.swap_ask", body: { shift_id: one.id, colleague_id: who || null, note }, label: `Minta ganti piket ${shiftWords(one)}` }, words.take());
  };
  return (
    <div class="card">
      <strong>{shiftWords(one)}</strong>
      <p class="soft">{one.pillar_name}, {one.area_label}{one.note && `. ${one.note}`}</p>
      {running && <p><b>Anda sedang piket.</b></p>}
      {one.swap && <p><Icon name="hourglass" size={20} /> {one.swap.colleague ? `Menunggu jawaban ${one.swap.colleague}` : "Terbuka untuk semua rekan"}{one.pending && ", belum terkirim"}</p>}
      {one.swap && !one.pending && <button type="button" class="button button-soft" onClick={() => void store.enqueue({ type: "duty.swap_answer", body: { swap_id: one.swap!.id, accept: false, withdraw: true }, label: "Tarik permintaan ganti piket" })}>Tarik permintaan</button>}
      {!one.swap && !running && !asking && <button type="button" class="button button-soft" onClick={() => setAsking(true)}>Minta digantikan</button>}
      {asking && (
        <form onSubmit={ask}>
          <Field label="Siapa yang diminta" value={who} onValue={(v) => words.change({ who: v })} options={[["", "Siapa saja yang bisa"], ...able.map((c): [string, string] => [c.person_id, c.name])]} />
          <Field label="Pesan (boleh kosong)" rows={2} value={note} onValue={(v) => words.change({ note: v })} />
          <div class="pair">
            <button class="button button-main">Kirim permintaan</button>
            <button type="button" class="button button-soft" onClick={cancel}>Batal</button>
          </div>
        </form>
      )}
    </div>
  );
}
