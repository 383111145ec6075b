/** Who lives there, what lies at the root, what is already strong: one case's family. */
import { instrumentsOf, reading } from "../../forms/family";
import { type Instrument, bandOf, result } from "../../forms/instruments";
import type { FamilyAssessment, FamilyDoc, FamilyMember } from "../../kernel/contract";
import { date } from "../../kernel/clock";
import type { CaseView } from "../../store/view";
import { useSnapshot } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { CauseForm } from "./cause";
import { FillForm } from "./fill";

export function Family({ one, rest }: { one: CaseView; rest: string | undefined }) {
  const { docs } = useSnapshot();
  const forms = instrumentsOf(docs);
  if (rest === "sebab") return <CauseForm one={one} />;
  if (rest?.startsWith("isi-")) {
    const form = forms.find((f) => f.code === rest.slice(4));
    if (form) return <FillForm key={form.code} one={one} form={form} />;
  }
  return <Overview one={one} forms={forms} />;
}

function Overview({ one, forms }: { one: CaseView; forms: Instrument[] }) {
  const family = one.family ?? { home: null, members: [], causes: [], roots: [], assessments: [] };
  const roots = family.causes.filter((c) => family.roots.includes(c.id));
  return (
    <Page title="Keluarga dan akar masalah" back={`kasus/${one.id}`}>
      <section aria-labelledby="akar">
        <h2 id="akar">Akar masalah</h2>
        {roots.length > 0 ? <p class="family-roots">{roots.map((c) => <span key={c.id} class="family-root"><Icon name={c.icon} size={20} /> {c.name}</span>)}</p>
          : <p>Belum ada. Mulai dari yang tampak, lalu tanyakan “mengapa?” sampai ketemu akarnya.</p>}
        <Tree family={family} />
        <a class="button button-main" href={`#/kasus/${one.id}/keluarga/sebab`}><Icon name="plus" /> Tambah sebab</a>
      </section>
      <People members={family.members} one={one} />
      <section aria-labelledby="ukur">
        <h2 id="ukur">Kekuatan dan kebutuhan</h2>
        {[...family.assessments].reverse().map((a) => <Measured key={a.id} one={a} forms={forms} />)}
        {forms.length === 0 && <Note>Formulir asesmen belum terunduh. Sambungkan HP ke internet sebentar.</Note>}
        {forms.map((f) => (
          <a key={f.code} class="card row" href={`#/kasus/${one.id}/keluarga/isi-${f.code}`}>
            <Icon name="clipboard-list" /> <span class="grow"><strong>{f.name}</strong><br /><span class="soft">{f.questions.length} pertanyaan</span></span> <Icon name="chevron-right" />
          </a>
        ))}
      </section>
    </Page>
  );
}

function Tree({ family }: { family: FamilyDoc }) {
  const lines = reading(family);
  if (!lines.length) return null;
  return (
    <ul class="family-tree">
      {lines.map(({ cause, depth, again, root }, n) => (
        <li key={`${cause.id}-${n}`} class={`depth-${Math.min(depth, 4)}`}>
          <Icon name={cause.icon} />
          <div>
            {depth > 0 && <span class="soft">karena </span>}<strong>{cause.name}</strong>{root && <span class="family-mark">Akar</span>}
            {again ? <p class="soft">Sudah disebut di atas.</p> : (
              <>
                {cause.note && <p>{cause.note}</p>}
                {cause.said.map((text) => <p key={text} class="soft">{text}</p>)}
                {(cause.files > 0 || cause.by) && <p class="soft">{cause.by}{cause.files > 0 && `, ${cause.files} foto atau rekaman`}</p>}
                {cause.pending && <span class="pending">Di HP, belum terkirim</span>}
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function People({ members, one }: { members: FamilyMember[]; one: CaseView }) {
  return (
    <section aria-labelledby="serumah">
      <h2 id="serumah">Keluarga serumah</h2>
      {members.length === 0 && <p class="soft">{one.subject.name || "Orang ini"}. Orang lain yang serumah dicatat petugas; tulis di catatan bila Anda tahu.</p>}
      {members.map((m) => (
        <div key={m.id} class={`card ${m.suspected ? "card-bad" : ""}`}>
          <strong>{m.name || "Nama belum diketahui"}</strong>
          <span class="soft">{[m.relation_name, m.age != null ? `${m.age} tahun` : "", m.guardian ? "wali" : ""].filter(Boolean).join(", ")}</span>
          {m.suspected && <span><Icon name="shield-alert" size={20} /> Diduga pelaku. Jangan beri formulir persetujuan dan jangan ceritakan kasus ini kepadanya.</span>}
        </div>
      ))}
    </section>
  );
}

/** One filled form; what is still on the phone is scored here, so the result shows at once. */
function Measured({ one, forms }: { one: FamilyAssessment; forms: Instrument[] }) {
  const form = forms.find((f) => f.code === one.instrument);
  const own = one.pending && form ? result(form, one.pending) : null;
  const score = own ? own.score : one.score;
  const band = own && form ? bandOf(form, own.band) : undefined;
  const strengths = own ? own.strengths : one.strengths;
  const needs = own ? own.needs : one.needs;
  return (
    <div class="card">
      <span class="row"><strong class="grow">{one.name || form?.name}</strong> <span class="tabular">{score} dari {own && form ? form.max : one.most}</span></span>
      <span>{band?.name ?? one.band_name}</span>
      {strengths.length > 0 && <span><span class="soft">Kuat:</span> {strengths.join(", ")}</span>}
      {needs.length > 0 && <span><span class="soft">Perlu:</span> {needs.join(", ")}</span>}
      <span class="soft">{[one.member, one.by, date(one.at)].filter(Boolean).join(", ")}</span>
      {one.pending && <span class="pending">Di HP, belum terkirim</span>}
    </div>
  );
}
