/** An instrument, one question a screen; skipped questions never show. Kept as it is answered. */
import { useState } from "preact/hooks";
import { type FillData, MOMENTS, emptyFill, fillCommand, goOn } from "../../forms/family";
import { type Instrument, type Question, WORDS, answered, bandOf, problemOf, result, toggled, visible } from "../../forms/instruments";
import { now } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Choice, Field, Problem } from "../parts/fields";
import { go, useSnapshot, useStore } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Page, WhyRefused } from "../parts/page";

export function FillForm({ one, form }: { one: CaseView; form: Instrument }) {
  const store = useStore();
  const { drafts } = useSnapshot();
  const { draft, change, stop } = useDraft(() => {
    const kept = latestDraft(drafts, one.id, "assessment", (d) => d.data.instrument === form.code);
    const fresh: Draft = { id: uuid7(), form: "assessment", updated: now(), caseId: one.id, repairs: null, data: { ...emptyFill(form, one) }, files: [] };
    return kept ? { ...kept, data: { ...goOn(form, one, kept.data) } } : fresh;
  });
  const data = draft.data as unknown as FillData;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const ids = visible(form, data.answers);
  const at = Math.min(data.at, ids.length);
  const question = form.questions.find((q) => q.id === ids[at]);
  const back = `kasus/${one.id}/keluarga`;
  const turn = (to: number): void => { setTried(false); change({ at: to }); };
  const answer = (value: unknown): void => change({ answers: { ...data.answers, [question!.id]: value } });
  const problem = question ? problemOf(question, data.answers[question.id]) : "";
  const next = (event: Event): void => {
    event.preventDefault();
    if (problem) return setTried(true);
    turn(at + 1);
  };
  const save = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const last = stop();
    await store.enqueue(fillCommand(form, last.data as unknown as FillData, one), last);
    go(back, true);
  };
  if (at < 0) return <Begin one={one} form={form} data={data} change={change} onGo={() => turn(0)} back={back} />;
  if (!question) return <End form={form} data={data} busy={busy} onBack={() => turn(ids.length - 1)} onSave={() => void save()} back={back} />;
  return (
    <Page title={question.text} back={back} bar={false} step={question.id}>
      <progress max={ids.length} value={at + 1} aria-label={`Pertanyaan ${at + 1} dari ${ids.length}`} />
      <p class="progress-words">{question.section ? `${question.section}. ` : ""}{at + 1} dari {ids.length}</p>
      <form onSubmit={next} noValidate>
        <WhyRefused draft={draft} />
        {question.help && <p class="soft">{question.help}</p>}
        <Ask question={question} value={data.answers[question.id]} onValue={answer} />
        <div role="alert"><Problem text={tried && problem ? WORDS[problem] : undefined} /></div>
        <div class="sticky pair">
          <button type="button" class="button button-soft" onClick={() => turn(at - 1)}>Sebelumnya</button>
          <button class="button button-main">{!question.required && !answered(data.answers[question.id]) ? "Lewati" : "Lanjut"}</button>
        </div>
      </form>
    </Page>
  );
}

interface Told { form: Instrument; data: FillData; back: string }

function Begin({ one, form, data, change, onGo, back }: Told & { one: CaseView; change: (data: Record<string, unknown>) => void; onGo: () => void }) {
  const people = one.family?.members ?? [];
  return (
    <Page title={form.name} back={back} bar={false} step="mulai">
      <p>{form.about}</p>
      <Field label="Diisi saat" value={data.moment} onValue={(moment) => change({ moment })} options={MOMENTS} />
      {form.subject === "member" && people.length > 0 && (
        <Field label="Tentang siapa" value={data.member} onValue={(member) => change({ member })} options={people.map((m): [string, string] => [m.id, `${m.name || "Nama belum diketahui"}, ${m.relation_name}`])} />
      )}
      <button type="button" class="button button-main" onClick={onGo}>Mulai</button>
    </Page>
  );
}

function Ask({ question, value, onValue }: { question: Question; value: unknown; onValue: (value: unknown) => void }) {
  const options = question.options ?? [];
  if (question.type === "number") {
    const raw = value === undefined || value === null ? "" : String(value);
    const parsed = (text: string): unknown => (text.trim() === "" ? "" : /^\d{1,4}$/.test(text.trim()) ? Number(text) : text);
    return <Field label={question.unit ? `Jumlah (${question.unit})` : "Jumlah"} value={raw} onValue={(text) => onValue(parsed(text))} input={{ inputMode: "numeric", maxLength: 4, class: "short" }} />;
  }
  if (question.type === "text") return <Field label="Jawaban" rows={4} value={typeof value === "string" ? value : ""} onValue={onValue} />;
  if (question.type === "multi") {
    const chosen = Array.isArray(value) ? (value as string[]) : [];
    return (
      <fieldset class="choice choice-list"><legend class="sr">{question.text}</legend>
        <div class="choice-options">
          {options.map((o) => (
            <label key={o.code} class={chosen.includes(o.code) ? "on" : ""}>
              <input type="checkbox" checked={chosen.includes(o.code)} onChange={() => onValue(toggled(question, value, o.code))} />
              {chosen.includes(o.code) ? <Icon name="check" /> : <Icon name="square" />}<span>{o.label}</span>
            </label>
          ))}
        </div>
      </fieldset>
    );
  }
  return <Choice look="list" legend={<span class="sr">{question.text}</span>} name={question.id} value={typeof value === "string" ? value : ""} onValue={onValue} options={options.map((o): [string, string] => [o.code, o.label])} />;
}

function End({ form, data, busy, onBack, onSave, back }: Told & { busy: boolean; onBack: () => void; onSave: () => void }) {
  const found = result(form, data.answers);
  const missing = Object.keys(found.problems)[0];
  const band = bandOf(form, found.band);
  return (
    <Page title="Hasilnya" back={back} bar={false} step="hasil">
      {missing ? (
        <p class="problem"><Icon name="triangle-alert" size={20} /> Belum lengkap: {form.questions.find((q) => q.id === missing)?.text ?? missing}</p>
      ) : (
        <>
          <p class="family-score"><strong>{found.score}</strong> dari {form.max}. {band?.name}</p>
          {band?.advice && <p>{band.advice}</p>}
          <h2>Yang sudah kuat</h2>
          {found.strengths.length ? <ul class="reasons">{found.strengths.map((t) => <li key={t}>{t}</li>)}</ul> : <p class="soft">Belum ada yang tercatat.</p>}
          <h2>Yang diperlukan</h2>
          {found.needs.length ? <ul class="reasons">{found.needs.map((t) => <li key={t}>{t}</li>)}</ul> : <p class="soft">Tidak ada yang menonjol.</p>}
        </>
      )}
      <div class="sticky pair">
        <button type="button" class="button button-soft" onClick={onBack}>Sebelumnya</button>
        <button type="button" class="button button-main" disabled={busy || Boolean(missing)} onClick={onSave}>Simpan hasil</button>
      </div>
    </Page>
  );
}
