/** Visit, note, finish, correct: one screen, saved as it is typed like everything else. */
import { useState } from "preact/hooks";
import { lastVisit } from "../../forms/plan";
import { CASE_FORMS, type CaseForm, type Values, caseCommand, caseProblems, emptyCaseForm, voiceOfResult } from "../../forms/casework";
import { date, isoDay, now } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Choice, Field, Summary } from "../parts/fields";
import { Files } from "../parts/files";
import { leave, useBusy, useRoute, useSnapshot, useStore, useView } from "../parts/hooks";
import { Page, WhyRefused } from "../parts/page";

export function CaseFormScreen({ one, form }: { one: CaseView; form: CaseForm }) {
  const store = useStore();
  const { drafts } = useSnapshot();
  const today = isoDay(now());
  const due = useRoute().query.get("jadwal");
  const { draft, change, stop } = useDraft(() => {
    const kept = latestDraft(drafts, one.id, form);
    const data = { ...emptyCaseForm(form, today, one), ...kept?.data };
    if (form === "visit" && due) data.due_id = due;
    const fresh: Draft = { id: uuid7(), form, updated: now(), caseId: one.id, repairs: null, data, files: [] };
    return kept ? { ...kept, data } : fresh;
  });
  const values = draft.data as Values;
  const [tried, setTried] = useState(false);
  const [busy, run] = useBusy();
  const problems = tried ? caseProblems(form, values, draft.files, one, today) : {};
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.keys(caseProblems(form, values, draft.files, one, today)).length) return scrollTo(0, 0);
    await run(async () => {
      const last = stop();
      const said = voiceOfResult(form, last.files, one);
      if (said) await store.enqueue(said);
      await store.enqueue(caseCommand(form, last.data as Values, last.files, one), last);
      leave(`kasus/${one.id}`);
    });
  };
  const field = (key: string) => ({ value: values[key] ?? "", onValue: (v: string) => change({ [key]: v }), problem: problems[key] });
  return (
    <Page title={CASE_FORMS[form].title} back={`kasus/${one.id}`} bar={false}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        <WhyRefused draft={draft} />
        {form === "visit" && <Before one={one} />}
        {form === "visit" && <VisitFields field={field} first={!lastVisit(one)} />}
        {form === "note" && <Field label="Catatan" rows={5} {...field("text")} />}
        {form === "resolve" && <ResolveFields field={field} />}
        {form === "update" && <UpdateFields field={field} />}
        {form !== "update" && <Files files={draft.files} onFiles={(files) => change({}, files)} />}
        <div class="sticky"><button class="button button-main" disabled={busy}>{CASE_FORMS[form].save}</button></div>
      </form>
    </Page>
  );
}

/** What was seen the last time, so that the change since then can be told. */
function Before({ one }: { one: CaseView }) {
  const last = lastVisit(one);
  if (!last) return null;
  return (
    <section class="card" aria-label="Kunjungan sebelumnya">
      <strong>Kunjungan sebelumnya, {date(last.on)}</strong>
      <span class="soft">{[last.by, last.condition && `keadaan ${last.condition}`].filter(Boolean).join(", ")}</span>
      {last.found && <span>{last.found}</span>}
    </section>
  );
}

type Bind = { field: (key: string) => { value: string; onValue: (v: string) => void; problem: string | undefined } };

function VisitFields({ field, first }: Bind & { first: boolean }) {
  return (
    <>
      <Field label="Tanggal kunjungan" {...field("visited_on")} input={{ type: "date", class: "short" }} />
      <Choice legend="Apakah bertemu dengan orangnya?" name="met" {...field("met")} options={[["yes", "Ya"], ["family", "Keluarganya"], ["no", "Tidak"]]} />
      <Choice legend={`Dibanding ${first ? "saat dilaporkan" : "kunjungan sebelumnya"}, bagaimana keadaannya?`} name="condition" {...field("condition")} options={[["membaik", "Membaik"], ["tetap", "Tetap"], ["memburuk", "Memburuk"]]} />
      <Field label="Apa yang Anda temui?" rows={3} {...field("found")} />
      <Field label="Apa yang Anda lakukan?" rows={2} {...field("done")} />
      <Field label="Langkah berikutnya" rows={2} {...field("next")} />
    </>
  );
}

function ResolveFields({ field }: Bind) {
  const outcomes = useView().list("outcome");
  return (
    <>
      <p>Petugas memeriksa hasilnya dulu sebelum kasus ditutup.</p>
      <Choice look="list" legend="Hasilnya" name="outcome" {...field("outcome")} options={outcomes.map((o) => [o.code, o.name, (o as { hint?: string }).hint])} />
      <Field label="Ringkasan" hint="Apa yang sudah dilakukan, siapa yang membantu" rows={4} {...field("summary")} />
    </>
  );
}

function UpdateFields({ field }: Bind) {
  return (
    <>
      <p class="soft">Bila orang lain juga mengubah hal yang sama, kedua tulisan disimpan dan petugas yang memutuskan.</p>
      <Field label="Nama" {...field("subject_name")} />
      <Field label="Umur kira-kira (tahun)" {...field("subject_age")} input={{ inputMode: "numeric", maxLength: 3, class: "short" }} />
      <Field label="Nomor HP" {...field("subject_phone")} input={{ type: "tel" }} />
      <Field label="Patokan tempat" {...field("place_note")} />
    </>
  );
}
