/** Name a cause: pick, say, photograph. Kept as it is written, sent when there is signal. */
import { useState } from "preact/hooks";
import { type CauseData, causeCommand, causeProblems, emptyCause, groupsOf } from "../../forms/family";
import { now } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Choice, Field, Summary } from "../parts/fields";
import { Files } from "../parts/files";
import { go, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Page, WhyRefused } from "../parts/page";

export function CauseForm({ one }: { one: CaseView }) {
  const store = useStore();
  const { drafts } = useSnapshot();
  const list = useView().list("cause");
  const { draft, change, stop } = useDraft(() => {
    const kept = latestDraft(drafts, one.id, "cause");
    const fresh: Draft = { id: uuid7(), form: "cause", updated: now(), caseId: one.id, repairs: null, data: { ...emptyCause() }, files: [] };
    return kept ? { ...kept, data: { ...emptyCause(), ...kept.data } } : fresh;
  });
  const data = draft.data as unknown as CauseData;
  const [picking, setPicking] = useState(!data.code);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const back = `kasus/${one.id}/keluarga`;
  const picked = list.find((c) => c.code === data.code);
  const problems = tried ? causeProblems(data, draft.files) : {};
  const pick = (code: string): void => { change({ code }); setPicking(false); };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.keys(causeProblems(data, draft.files)).length) return scrollTo(0, 0);
    setBusy(true);
    const last = stop();
    await store.enqueue(causeCommand(last.data as unknown as CauseData, last.files, one, picked?.name ?? ""), last);
    go(back, true);
  };
  if (picking || !picked) {
    return (
      <Page title="Apa sebabnya?" back={back} bar={false} step="pilih">
        <p class="soft">Pilih satu yang paling dekat. Yang lain bisa ditambahkan sesudahnya.</p>
        {groupsOf(list).map(([name, items]) => (
          <section key={name}>
            <h2>{name}</h2>
            <div class="cause-tiles">
              {items.map((c) => (
                <button key={c.code} type="button" class={`cause-tile ${c.code === data.code ? "on" : ""}`} onClick={() => pick(c.code)}>
                  <Icon name={c.icon ?? "circle-dot"} size={32} /> <span>{c.name}</span>
                </button>
              ))}
            </div>
          </section>
        ))}
        {list.length === 0 && <p class="soft">Daftar sebab belum terunduh. Sambungkan HP ke internet sebentar.</p>}
      </Page>
    );
  }
  const others = (one.family?.causes ?? []).filter((c) => c.code !== data.code || c.code === "lainnya");
  return (
    <Page title="Ceritakan sebab ini" back={back} bar={false} step="cerita">
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        <WhyRefused draft={draft} />
        <div class="card row"><Icon name={(picked as { icon?: string }).icon ?? "circle-dot"} size={32} /><span class="grow"><strong>{picked.name}</strong><br /><span class="soft">{(picked as { hint?: string }).hint}</span></span></div>
        <p><button type="button" class="button button-soft" onClick={() => setPicking(true)}>Ganti pilihan</button></p>
        <Files files={draft.files} onFiles={(files) => change({}, files)} />
        <Field label="Cerita singkat (boleh kosong)" rows={3} value={data.note} onValue={(note) => change({ note })} problem={problems.note} />
        <Choice legend="Menurut siapa?" name="whose" value={data.whose} onValue={(whose) => change({ whose })} options={[["keluarga", "Keluarga"], ["psm", "Saya"]]} />
        <Choice look="list" legend="Seberapa yakin?" name="sureness" value={data.sureness} onValue={(sureness) => change({ sureness })} options={[["pasti", "Ada buktinya"], ["mungkin", "Kemungkinan besar"], ["dugaan", "Baru dugaan"]]} />
        {others.length > 0 && <Field label="Ini mengakibatkan apa? (boleh kosong)" value={data.effect} onValue={(effect) => change({ effect })} options={[["", "Belum tahu"], ...others.map((c): [string, string] => [c.id, c.name])]} />}
        <div class="sticky"><button class="button button-main" disabled={busy}>Simpan sebab</button></div>
      </form>
    </Page>
  );
}
