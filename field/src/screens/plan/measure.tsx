/** Three months later: the same five questions, one under the other, kept as they are answered. */
import { useState } from "preact/hooks";
import { measureCommand } from "../../forms/plan";
import { date, now } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Choice, Summary } from "../parts/fields";
import { go, useSnapshot, useStore } from "../parts/hooks";
import { Note, Page, WhyRefused } from "../parts/page";

const INSTRUMENT = "hasil_singkat";

interface Question { id: string; text: string; type: string; options?: { code: string; label: string }[] }
interface Form { version: number; questions: Question[] }

export function Measure({ one }: { one: CaseView }) {
  const store = useStore();
  const { docs, drafts } = useSnapshot();
  const { draft, change, stop } = useDraft((): Draft => {
    const data = { instrument: INSTRUMENT, version: 0, moment: "tiga_bulan", member: "", answers: {}, at: 0 };
    return latestDraft(drafts, one.id, "assessment", (d) => d.data.instrument === INSTRUMENT) ?? { id: uuid7(), form: "assessment", updated: now(), caseId: one.id, repairs: null, data, files: [] };
  });
  const answers = draft.data.answers as Record<string, string>;
  const [tried, setTried] = useState(false);
  const form = docs.find((d) => d.kind === "instrument" && d.id === INSTRUMENT)?.body as Form | undefined;
  const back = `kasus/${one.id}`;
  if (!form) return <Page title="Lihat lagi keadaannya" back={back}><Note>Pertanyaannya belum terunduh. Sambungkan HP ke internet sebentar, lalu buka lagi.</Note></Page>;
  if (!one.plan?.follow_up) return <Page title="Lihat lagi keadaannya" back={back}><Note>Sudah diukur. Terima kasih.</Note></Page>;
  const asked = form.questions.filter((q) => q.options);
  const missing = asked.filter((q) => !answers[q.id]);
  const problems = tried ? Object.fromEntries(missing.map((q) => [q.id, `Jawab: ${q.text}`])) : {};
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (missing.length) return scrollTo(0, 0);
    await store.enqueue(measureCommand(one, form.version, answers), stop());
    go(back, true);
  };
  return (
    <Page title="Lihat lagi keadaannya" back={back} bar={false}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}. Batas {date(one.plan.follow_up.due_on)}.</p>
      <p>Datangi atau telepon keluarganya, lalu jawab menurut keadaan sekarang.</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        <WhyRefused draft={draft} />
        {asked.map((q) => (
          <Choice key={q.id} look="list" legend={q.text} name={q.id} value={answers[q.id] ?? ""} problem={problems[q.id]}
            options={(q.options ?? []).map((o) => [o.code, o.label])} onValue={(v) => change({ version: form.version, answers: { ...answers, [q.id]: v } })} />
        ))}
        <div class="sticky"><button class="button button-main">Simpan hasil</button></div>
      </form>
    </Page>
  );
}
