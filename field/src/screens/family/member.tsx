/** A person of the household: name, NIK and age may all be unknown. Kept as it is typed, sent when there is signal. */
import { useState } from "preact/hooks";
import { type MemberData, RESIDENCES, emptyMember, memberCommand, memberProblems } from "../../forms/member";
import { now } from "../../kernel/clock";
import type { FamilyMember } from "../../kernel/contract";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import type { CaseView } from "../../store/view";
import { latestDraft, useDraft } from "../parts/drafts";
import { Choice, Field, Summary } from "../parts/fields";
import { go, useSnapshot, useStore, useView } from "../parts/hooks";
import { Page, WhyRefused } from "../parts/page";

const UNKNOWN: [string, string] = ["", "Belum diketahui"];

export function MemberForm({ one, person }: { one: CaseView; person?: FamilyMember }) {
  const store = useStore();
  const { drafts } = useSnapshot();
  const { draft, change, stop } = useDraft(() => {
    const kept = latestDraft(drafts, one.id, "member", (d) => d.data.member === (person?.id ?? ""));
    return kept ?? { id: uuid7(), form: "member", updated: now(), caseId: one.id, repairs: null, data: { ...emptyMember(person) }, files: [] } satisfies Draft;
  });
  const data = draft.data as unknown as MemberData;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const back = `kasus/${one.id}/keluarga`;
  const relations = useView().list("relation").filter((r) => r.code !== "subjek" && r.code !== "tidak_tahu");
  const problems = tried ? memberProblems(data, now()) : {};
  const field = (key: Exclude<keyof MemberData, "seen">) => ({ value: data[key], onValue: (v: string) => change({ [key]: v }), problem: problems[key] });
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.keys(memberProblems(data, now())).length) return scrollTo(0, 0);
    setBusy(true);
    const last = stop();
    await store.enqueue(memberCommand(last.data as unknown as MemberData, one), last);
    go(back, true);
  };
  return (
    <Page title={person ? "Perbaiki data orang" : "Tambah orang serumah"} back={back} bar={false}>
      <p class="soft">{person ? `${person.name || "Nama belum diketahui"}, ${person.relation_name}. Bila petugas juga mengubahnya, kedua tulisan disimpan.` : "Isi yang Anda tahu saja. Yang belum diketahui boleh kosong."}</p>
      <form onSubmit={(e) => void save(e)} noValidate>
        <Summary problems={problems} />
        <WhyRefused draft={draft} />
        <Field label={`Hubungan dengan ${one.subject.name || "orang yang dibantu"}`} {...field("relation")} options={[UNKNOWN, ...relations.map((r): [string, string] => [r.code, r.name])]} />
        <Field label="Nama atau panggilan (boleh kosong)" {...field("name")} input={{ maxLength: 120 }} />
        <Choice legend="Jenis kelamin" name="sex" {...field("sex")} options={[["L", "Laki-laki"], ["P", "Perempuan"], ["", "Belum tahu"]]} />
        {data.seen.born ? <Field label="Tanggal lahir" {...field("born")} input={{ type: "date", class: "short" }} />
          : <Field label="Umur kira-kira (boleh kosong)" {...field("age")} input={{ inputMode: "numeric", maxLength: 3, class: "short" }} />}
        <Field label="Sekarang tinggal" {...field("residence")} options={RESIDENCES} />
        <Field label="Nomor HP (boleh kosong)" {...field("phone")} input={{ type: "tel", maxLength: 40 }} />
        {!person?.identified && <Field label="NIK (boleh kosong)" hint="16 angka di KTP atau Kartu Keluarga" {...field("nik")} input={{ inputMode: "numeric", maxLength: 24 }} />}
        <label class="check"><input type="checkbox" checked={data.guardian === "ya"} onChange={(e) => change({ guardian: e.currentTarget.checked ? "ya" : "" })} /><span>Wali atau pengasuh: ia yang memutuskan untuk orang yang dibantu</span></label>
        {data.seen.suspected !== "ya" && (
          <label class="check"><input type="checkbox" checked={data.suspected === "ya"} onChange={(e) => change({ suspected: e.currentTarget.checked ? "ya" : "" })} /><span>Diduga menyakiti orang di rumah ini. Ia tidak akan diberi tahu tentang kasus ini.</span></label>
        )}
        <div class="sticky"><button class="button button-main" disabled={busy}>{person ? "Simpan perbaikan" : "Simpan orang ini"}</button></div>
      </form>
    </Page>
  );
}
