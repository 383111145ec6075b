/** Three months later: the same five questions, one under the other, kept when there is no signal. */
import { useState } from "preact/hooks";
import { measureCommand } from "../../forms/plan";
import { date } from "../../kernel/clock";
import type { CaseView } from "../../store/view";
import { Choice, Summary } from "../parts/fields";
import { go, useSnapshot, useStore } from "../parts/hooks";
import { Note, Page } from "../parts/page";

interface Question { id: string; text: string; type: string; options?: { code: string; label: string }[] }
interface Form { version: number; questions: Question[] }

export function Measure({ one }: { one: CaseView }) {
  const store = useStore();
  const { docs } = useSnapshot();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const form = docs.find((d) => d.kind === "instrument" && d.id === "hasil_singkat")?.body as Form | undefined;
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
    await store.enqueue(measureCommand(one, form.version, answers));
    go(back, true);
  };
  return (
    <Page title="Lihat lagi keadaannya" back={back} bar={false}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}. Batas {date(one.plan.follow_up.due_on)}.</p>
      <p>Datangi atau telepon keluarganya, lalu jawab menurut keadaan sekarang.</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        {asked.map((q) => (
          <Choice key={q.id} look="list" legend={q.text} name={q.id} value={answers[q.id] ?? ""} problem={problems[q.id]}
            options={(q.options ?? []).map((o) => [o.code, o.label])} onValue={(v) => setAnswers({ ...answers, [q.id]: v })} />
        ))}
        <div class="sticky"><button class="button button-main">Simpan hasil</button></div>
      </form>
    </Page>
  );
}
