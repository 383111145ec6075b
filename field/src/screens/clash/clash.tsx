/** Beda isian: what you wrote, what stands, and your choice. Both stay in the history. */
import type { Clash } from "../../kernel/contract";
import { dateTime } from "../../kernel/clock";
import { openClashes, type OpenClash, settleCommand } from "../../forms/clashes";
import { Icon } from "../parts/icons";
import { useSnapshot, useStore, useView } from "../parts/hooks";
import { Note, Page } from "../parts/page";

export function Clashes() {
  const { cases } = useView();
  const { outbox } = useSnapshot();
  const found = openClashes(cases, outbox);
  const settled = cases.flatMap((c) => (c.clashes ?? []).filter((one) => one.state === "settled").map((one) => ({ one, name: c.subject.name || c.number })));
  return (
    <Page title="Beda isian" back="">
      <p>Anda dan orang lain mengubah isian yang sama tanpa saling tahu. Tidak ada yang hilang: pilih yang benar, yang lain tetap tercatat.</p>
      {found.length === 0 && <Note tone="good" icon="check">Tidak ada yang perlu dipilih.</Note>}
      <ul class="list">{found.map((clash) => <li key={clash.one.id}><ClashCard clash={clash} /></li>)}</ul>
      {settled.length > 0 && <h2>Sudah dipilih</h2>}
      <ul class="list">
        {settled.map(({ one, name }) => (
          <li key={one.id}><div class="card"><strong>{name}: {one.name}</strong><span class="soft">Dipakai “{(one.choice === "sent" ? one.yours : one.theirs) || "kosong"}”, dipilih oleh {one.settled_by}.</span></div></li>
        ))}
      </ul>
    </Page>
  );
}

function ClashCard({ clash: { one, case: c, chosen } }: { clash: OpenClash }) {
  const store = useStore();
  const who = c.subject.name || c.number;
  const choose = (choice: "kept" | "sent"): void => void store.enqueue(settleCommand(c, one, choice));
  return (
    <section class="card" aria-label={`${who}: ${one.name}`}>
      <strong>{who}: {one.name}</strong>
      <Values one={one} />
      {chosen ? (
        <span class="pending">Anda memilih “{(chosen === "sent" ? one.yours : one.theirs) || "kosong"}”. Di HP, belum sampai di server.</span>
      ) : (
        <>
          <button type="button" class="button button-soft" onClick={() => choose("sent")}><Icon name="check" /> Pakai tulisan saya</button>
          <button type="button" class="button button-soft" onClick={() => choose("kept")}><Icon name="check" /> Pakai tulisan {one.their_name || "petugas"}</button>
        </>
      )}
      <a href={`#/kasus/${c.id}`}>Buka kasus {c.number}</a>
    </section>
  );
}

function Values({ one }: { one: Clash }) {
  return (
    <dl class="facts">
      <div><dt>Anda menulis</dt><dd><strong>{one.yours || "(kosong)"}</strong></dd></div>
      <div><dt>{one.their_name || "Petugas"} menulis</dt><dd><strong>{one.theirs || "(kosong)"}</strong><br /><span class="soft">yang sekarang dipakai, {dateTime(one.at)}</span></dd></div>
    </dl>
  );
}
