/** What was given, and a short form for what is given now; kept on the phone like everything else. */
import { useState } from "preact/hooks";
import { type AidValues, aidCommand, aidProblems, aidReceivers, aidWarning, emptyAid } from "../../forms/plan";
import { date, isoDay, now } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import { type CaseView, isOpen } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Field, Summary } from "../parts/fields";
import { Files } from "../parts/files";
import { go, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page, WhyRefused } from "../parts/page";

export function AidScreen({ one, rest }: { one: CaseView; rest: string | undefined }) {
  if (rest === "catat") return <AidForm one={one} />;
  const given = one.aid?.given ?? [];
  return (
    <Page title="Bantuan" back={`kasus/${one.id}`}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}</p>
      {one.mine && isOpen(one) && <a class="button button-main" href={`#/kasus/${one.id}/bantuan/catat`}><Icon name="plus" /> Catat bantuan</a>}
      {given.length === 0 && <p class="soft">Belum ada bantuan yang tercatat.</p>}
      {given.map((line) => (
        <div key={line.id} class="card">
          <strong>{line.kind_name}</strong>
          <span class="soft">{date(line.on)}, dari {line.source_name}{line.worth ? `, Rp${line.worth.toLocaleString("id-ID")}` : ""}</span>
          {line.to && <span class="soft">Untuk {line.to}</span>}
          {line.pending && <span class="pending">Di HP, belum terkirim</span>}
        </div>
      ))}
    </Page>
  );
}

function AidForm({ one }: { one: CaseView }) {
  const store = useStore();
  const view = useView();
  const { drafts } = useSnapshot();
  const today = isoDay(now());
  const { draft, change, stop } = useDraft((): Draft => {
    const kept = latestDraft(drafts, one.id, "aid");
    return kept ?? { id: uuid7(), form: "aid", updated: now(), caseId: one.id, repairs: null, data: emptyAid(today), files: [] };
  });
  const values = draft.data as AidValues;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const problems = tried ? aidProblems(values, today) : {};
  const warning = aidWarning(one, values.kind ?? "", values.given_on ?? today, values.member ?? "");
  const people = aidReceivers(one);
  const field = (key: string) => ({ value: values[key] ?? "", onValue: (v: string) => change({ [key]: v }), problem: problems[key] });
  const choices = (name: string, first: string): [string, string][] => [["", first], ...view.list(name).map((i): [string, string] => [i.code, i.name])];
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.keys(aidProblems(values, today)).length) return scrollTo(0, 0);
    setBusy(true);
    const last = stop();
    await store.enqueue(aidCommand(one, last.data as AidValues, last.files), last);
    go(`kasus/${one.id}/bantuan`, true);
  };
  return (
    <Page title="Catat bantuan" back={`kasus/${one.id}/bantuan`} bar={false}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        <WhyRefused draft={draft} />
        {people.length > 1 && <Field label="Untuk siapa?" {...field("member")} options={people} />}
        <Field label="Apa yang diberikan?" {...field("kind")} options={choices("aid_kind", "Pilih bantuan")} />
        <Field label="Dari siapa?" {...field("source")} options={choices("aid_source", "Pilih sumber")} />
        <Field label="Tanggal" {...field("given_on")} input={{ type: "date", class: "short" }} />
        {warning && <Note tone="warn" icon="triangle-alert" role="status">{warning}</Note>}
        {(warning || draft.repairs || values.reason) && <Field label="Alasan tetap diberikan" {...field("reason")} />}
        <Field label="Nilai dalam rupiah (boleh kosong)" {...field("worth")} input={{ inputMode: "numeric", class: "short" }} />
        <Field label="Catatan (boleh kosong)" {...field("note")} rows={2} />
        <Files files={draft.files} onFiles={(files) => change({}, files)} photosOnly />
        <div class="sticky"><button class="button button-main" disabled={busy}>Simpan bantuan</button></div>
      </form>
    </Page>
  );
}
