/** Who lives there, what lies at the root, what is already strong: one case's family. */
import { instrumentsOf, reading } from "../../forms/family";
import { RESIDENCES } from "../../forms/member";
import { type Instrument, bandOf, result } from "../../forms/instruments";
import type { FamilyAssessment, FamilyDoc, FamilyMember } from "../../kernel/contract";
import { date } from "../../kernel/clock";
import { useSnapshot } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { type CaseView, isOpen } from "../../store/view";
import { CauseForm } from "./cause";
import { FillForm } from "./fill";
import { MemberForm } from "./member";

export function Family({ one, rest }: { one: CaseView; rest: string | undefined }) {
  const { docs } = useSnapshot();
  const forms = instrumentsOf(docs);
  if (rest === "sebab") return <CauseForm one={one} />;
  if (rest === "orang") return <MemberForm key="" one={one} />;
  if (rest?.startsWith("orang-")) {
    const person = one.family?.members.find((m) => m.id === rest.slice(6));
    if (person) return <MemberForm key={person.id} one={one} person={person} />;
  }
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
      <People one={one} members={family.members} />
      <section aria-labelledby="akar">
        <h2 id="akar">Akar masalah</h2>
        {roots.length > 0 ? <p class="family-roots">{roots.map((c) => <span key={c.id} class="family-root"><Icon name={c.icon} size={20} /> {c.name}</span>)}</p>
          : <p>Belum ada. Mulai dari yang tampak, lalu tanyakan “mengapa?” sampai ketemu akarnya.</p>}
        <Tree family={family} />
        <a class="button button-main" href={`#/kasus/${one.id}/keluarga/sebab`}><Icon name="plus" /> Tambah sebab</a>
      </section>
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
  const mine = one.mine && isOpen(one);
  return (
    <section aria-labelledby="serumah">
      <h2 id="serumah">Keluarga serumah</h2>
      {members.length === 0 && <p>{one.subject.name || "Orang yang dibantu"}. Belum ada orang lain yang dicatat.</p>}
      {members.map((m) => <Person key={m.id} m={m} one={one} mine={mine} />)}
      {mine && <a class="button button-soft" href={`#/kasus/${one.id}/keluarga/orang`}><Icon name="plus" /> Tambah orang serumah</a>}
    </section>
  );
}

function Person({ m, one, mine }: { m: FamilyMember; one: CaseView; mine: boolean }) {
  const away = m.residence !== "rumah" && m.residence !== "tidak_tahu" ? (RESIDENCES.find(([code]) => code === m.residence)?.[1] ?? "").toLowerCase() : "";
  const about = [m.relation_name, m.age != null ? `${m.age} tahun` : "", m.guardian ? "wali" : "", away].filter(Boolean).join(", ");
  const mend = m.relation === "subjek" ? `#/kasus/${one.id}/perbaiki` : `#/kasus/${one.id}/keluarga/orang-${m.id}`;
  return (
    <div class={`card ${m.suspected ? "card-bad" : ""}`}>
      <span class="row">
        <span class="grow"><strong>{m.name || "Nama belum diketahui"}</strong><br /><span class="soft">{about}</span></span>
        {mine && <a class="inline-action" href={mend} aria-label={`Perbaiki data ${m.name || m.relation_name}`}>Perbaiki</a>}
      </span>
      {m.types.length > 0 && <span class="soft">{m.types.map((t) => t.name).join(", ")}</span>}
      {m.suspected && <span><Icon name="shield-alert" size={20} /> Diduga pelaku. Jangan beri formulir persetujuan dan jangan ceritakan kasus ini kepadanya.</span>}
      {m.pending && <span class="pending">Di HP, belum terkirim</span>}
      {m.phone && !m.suspected && <a class="inline-action" href={`tel:${m.phone.replace(/[^\d+]/g, "")}`}><Icon name="phone" size={20} /> Telepon {m.phone}</a>}
    </div>
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
