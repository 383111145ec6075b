/** The plan in plain words: what is to change, who does what, when somebody comes by. */
import { useState } from "preact/hooks";
import { doneCommand, openVisits, whenWords } from "../../forms/plan";
import { date, isoDay, now } from "../../kernel/clock";
import type { CasePlan, PlanStep } from "../../kernel/contract";
import { type CaseView, isOpen } from "../../store/view";
import { useWords } from "../parts/drafts";
import { Field } from "../parts/fields";
import { useStore } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { Measure } from "./measure";

export function PlanScreen({ one, rest }: { one: CaseView; rest: string | undefined }) {
  const plan = one.plan;
  if (rest === "hasil") return <Measure one={one} />;
  if (!plan) return <Page title="Rencana" back={`kasus/${one.id}`}><Note>Belum ada rencana untuk kasus ini.</Note></Page>;
  return (
    <Page title="Rencana & pendampingan" back={`kasus/${one.id}`}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}</p>
      {plan.follow_up?.mine && (
        <a class="card row" href={`#/kasus/${one.id}/rencana/hasil`}>
          <Icon name="heart-pulse" /> <span class="grow"><strong>Lihat lagi keadaannya</strong><br /><span class="soft">Lima pertanyaan, {date(plan.follow_up.due_on)}</span></span> <Icon name="chevron-right" />
        </a>
      )}
      <Visits one={one} plan={plan} />
      {plan.goals.map((goal) => (
        <section key={goal.text} class="card" aria-label={`Tujuan: ${goal.text}`}>
          <h2>{goal.text}</h2>
          {goal.cause && <p class="soft">Karena: {goal.cause}</p>}
          {goal.measure && <p class="soft">Tercapai bila: {goal.measure}</p>}
          <ul class="list">{goal.actions.map((step) => <Step key={step.id} one={one} step={step} />)}</ul>
        </section>
      ))}
      {plan.agreed && <p class="soft">{plan.agreed}.{plan.review_on && ` Ditinjau ${date(plan.review_on)}.`}</p>}
    </Page>
  );
}

function Visits({ one, plan }: { one: CaseView; plan: CasePlan }) {
  const open = openVisits(one, isoDay(now()));
  if (!plan.schedules.length) return null;
  return (
    <section aria-labelledby="jadwal">
      <h2 id="jadwal">Kunjungan</h2>
      {plan.missed > 0 && <Note tone="warn" icon="triangle-alert">{plan.missed} kunjungan terlewat. Kunjungi secepatnya, yang lama tidak perlu diganti.</Note>}
      {open.map(({ visit, days }) => (
        <a key={visit.id} class="card row due" href={isOpen(one) ? `#/kasus/${one.id}/kunjungan?jadwal=${visit.id}` : undefined}>
          <span class="grow"><strong>{visit.topic}</strong><br /><span class="soft">{date(visit.due_on)}{visit.note && `. Lihat: ${visit.note}`}</span></span>
          <b class={days < 0 ? "late" : ""}>{whenWords(days)}</b>
        </a>
      ))}
      {plan.schedules.map((s) => <p key={s.id} class="soft">{s.topic}: {s.rhythm}{s.until_on && ` sampai ${date(s.until_on)}`}{s.by && `, oleh ${s.by}`}.</p>)}
    </section>
  );
}

function Step({ one, step }: { one: CaseView; step: PlanStep }) {
  const store = useStore();
  const words = useWords({ key: `step:${step.id}`, title: `Catatan langkah: ${step.text}`, place: `kasus/${one.id}/rencana`, caseId: one.id }, { note: "" });
  const [asking, setAsking] = useState(words.found);
  const when = step.due_on && !step.done ? `, sampai ${date(step.due_on)}` : "";
  const save = (event: Event): void => {
    event.preventDefault();
    void store.enqueue(doneCommand(one, step.id, step.text, words.values.note), words.take());
  };
  return (
    <li>
      <span class="row">
        <Icon name={step.done ? "check" : "circle"} />
        <span class="grow"><strong>{step.text}</strong><br /><span class="soft">{step.done ? `Selesai, ${step.done_by}` : `${step.mine ? "Anda" : step.owner_name}${when}`}</span></span>
      </span>
      {step.pending && <span class="pending">Di HP, belum terkirim</span>}
      {!step.done && one.mine && !asking && isOpen(one) && (
        <button type="button" class="button button-soft" onClick={() => setAsking(true)}>{step.mine ? "Sudah saya kerjakan" : "Sudah dikerjakan"}</button>
      )}
      {!step.done && asking && (
        <form onSubmit={save} noValidate>
          <Field label="Catatan (boleh kosong)" value={words.values.note} onValue={(note) => words.change({ note })} rows={2} />
          <div class="pair"><button class="button button-main">Tandai selesai</button><button type="button" class="button button-soft" onClick={() => { words.drop(); setAsking(false); }}>Batal</button></div>
        </form>
      )}
    </li>
  );
}
