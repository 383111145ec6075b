/** Lapor: a short list of unfinished reports and kinds, then five short steps. */
import { useEffect, useState } from "preact/hooks";
import { KIND_HINTS, type ReportData, type ReportKind, stepTitle, type Step, emptyReport, firstGap, problemsOf, stepsOf, toCommand } from "../../forms/report";
import { friendly, isoDay, now } from "../../kernel/clock";
import { shorten } from "../../kernel/text";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { draftLink, useDraft } from "../parts/drafts";
import { Summary } from "../parts/fields";
import { go, useBusy, useRoute, useSnapshot, useStore, useView } from "../parts/hooks";
import { Icon, type IconName } from "../parts/icons";
import { Note, Page, Undo, WhyRefused } from "../parts/page";
import { StepCheck } from "./check";
import type { StepProps } from "./props";
import { StepSigns, StepWhat, StepWho } from "./steps";
import { StepWhere } from "./where";

const KIND_ICON: Record<ReportKind, IconName> = { kasus: "user", isu: "users", masukan: "square-pen", kegiatan: "clipboard-list" };

export function Report() {
  const { path } = useRoute();
  const { drafts } = useSnapshot();
  const id = path[1];
  if (!id) return <Start />;
  const draft = drafts.find((d) => d.id === id);
  return <Steps key={id} id={id} found={draft} step={path[2] as Step | undefined} />;
}

function Start() {
  const { drafts, session } = useSnapshot();
  const { cases } = useView();
  const store = useStore();
  const today = now();
  const [dropped, setDropped] = useState<Draft | null>(null);
  const begin = async (kind: ReportKind): Promise<void> => {
    const area = session?.person.area_code ?? "";
    const data = emptyReport(kind, isoDay(now()), area.length === 13 ? area : "");
    const draft: Draft = { id: uuid7(), form: "report", updated: now(), caseId: null, repairs: null, data: { ...data }, files: [] };
    await store.saveDraft(draft);
    go(`lapor/${draft.id}/apa`);
  };
  return (
    <Page title="Lapor">
      {(Object.keys(KIND_HINTS) as ReportKind[]).map((kind) => (
        <button key={kind} type="button" class={`card row kind ${kind === "kasus" ? "kind-main" : ""}`} onClick={() => void begin(kind)}>
          <Icon name={KIND_ICON[kind]} />
          <span class="grow"><strong>{KIND_HINTS[kind][0]}</strong><br /><span class="soft">{KIND_HINTS[kind][1]}</span></span>
          <Icon name="chevron-right" />
        </button>
      ))}
      {dropped && (
        <Undo text={`Dihapus: ${draftTitle(dropped, cases)}.`} onUndo={() => { void store.restoreDraft(dropped); setDropped(null); }} />
      )}
      {drafts.length > 0 && (
        <section aria-labelledby="belum-selesai">
          <h2 id="belum-selesai">Belum selesai ditulis</h2>
          {drafts.map((d) => (
            <div key={d.id} class="card row">
              <a class="grow" href={draftLink(d)}>
                <strong>{draftTitle(d, cases)}</strong><br /><span class="soft">{friendly(d.updated, today)}</span>
              </a>
              <button type="button" class="icon-button" onClick={() => { setDropped(d); void store.dropDraft(d.id); }}>
                <Icon name="trash" /><span class="sr">Hapus tulisan: {draftTitle(d, cases)}</span>
              </button>
            </div>
          ))}
        </section>
      )}
    </Page>
  );
}

function draftTitle(draft: Draft, cases: readonly CaseView[]): string {
  const one = cases.find((c) => c.id === draft.caseId);
  const whose = one ? `: ${one.subject.name || one.number}` : "";
  if (draft.form === "words") return String(draft.data.title) + whose;
  if (draft.form !== "report") return { visit: "Kunjungan", note: "Catatan", resolve: "Hasil kasus", update: "Perbaikan data", record: "Perubahan data saya", cause: "Sebab masalah", member: "Anggota keluarga", aid: "Bantuan", assessment: "Asesmen" }[draft.form] + whose;
  const data = draft.data as unknown as ReportData;
  return data.name || shorten(data.story, 40) || `${KIND_HINTS[data.kind][0]} baru`;
}

function Steps({ id, found, step: asked }: { id: string; found: Draft | undefined; step: Step | undefined }) {
  const [known] = useState(found);
  if (!known) return <Missing id={id} />;
  return <Writing draft={known} asked={asked} id={id} />;
}

/** One that was sent or deleted a moment ago: Android's Back passes over its steps. */
function Missing({ id }: { id: string }) {
  const gone = useStore().wasClosed(id);
  useEffect(() => {
    if (gone) history.back();
  }, [gone]);
  return (
    <Page title="Tulisan tidak ditemukan" back="lapor">
      <Note>Tulisan ini sudah disimpan atau dihapus. Lihat <a href="#/terkirim">catatan di HP ini</a>.</Note>
    </Page>
  );
}

function Writing({ draft: first, asked, id }: { draft: Draft; asked: Step | undefined; id: string }) {
  const store = useStore();
  const view = useView();
  const { draft, change, stop } = useDraft(() => first);
  const data = draft.data as unknown as ReportData;
  const steps = stepsOf(data.kind);
  const step = asked && steps.includes(asked) ? asked : "apa";
  const at = steps.indexOf(step);
  const [shown, setShown] = useState<Step | null>(null);
  const [busy, run] = useBusy();
  const today = isoDay(now());
  const problems = problemsOf(step, data, draft.files, today);
  useEffect(() => {
    if (data.step !== step) change({ step });
  }, [step]);
  const next = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (Object.keys(problems).length) {
      setShown(step);
      scrollTo(0, 0);
      return;
    }
    if (step !== "periksa") return go(`lapor/${id}/${steps[at + 1]}`);
    const gap = firstGap(data, draft.files, today);
    if (gap) {
      setShown(gap);
      return go(`lapor/${id}/${gap}`);
    }
    await run(async () => {
      const last = stop();
      const command = toCommand(last.data as unknown as ReportData, last.files, view.list("no_consent_reason"));
      const sent = await store.enqueue(command, last);
      go(`tersimpan/${sent}`, true);
    });
  };
  const visible = shown === step ? problems : {};
  const props: StepProps = { data, files: draft.files, problems: visible, change: (d, f) => change({ ...d }, f) };
  return (
    <Page title={stepTitle(step, data.kind)} step={step} back={at === 0 ? "lapor" : `lapor/${id}/${steps[at - 1]}`} bar={false}>
      <p class="progress-words">Langkah {at + 1} dari {steps.length}, {KIND_HINTS[data.kind][0].toLowerCase()}</p>
      <progress class="steps" max={steps.length} value={at + 1} aria-label="Kemajuan laporan" />
      <form onSubmit={(e) => void next(e)} noValidate class="step">
        <Summary problems={visible} />
        <WhyRefused draft={draft} />
        {step === "apa" && <StepWhat {...props} />}
        {step === "siapa" && <StepWho {...props} />}
        {step === "di-mana" && <StepWhere {...props} />}
        {step === "gawat" && <StepSigns {...props} />}
        {step === "periksa" && <StepCheck {...props} id={id} />}
        <div class="sticky">
          <button class="button button-main" disabled={busy}>{step === "periksa" ? "Simpan laporan" : "Lanjut"}</button>
        </div>
      </form>
    </Page>
  );
}
