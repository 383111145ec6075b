/** Steps 1, 2 and 4: what, who, how urgent. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Known, findKnown, findLikely } from "../../forms/people";
import type { ReportData, Who } from "../../forms/report";
import { upperFirst } from "../../kernel/text";
import { Choice, Field, Problem } from "../parts/fields";
import { Files } from "../parts/files";
import { usePeople, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import type { StepProps } from "./props";

/** Tiles shown before one asks for the rest: with them the step fits a small phone without scrolling. */
const FEW = 6;

const STORY_LABEL: Record<ReportData["kind"], string> = {
  kasus: "Ceritakan dengan kata-kata Anda", isu: "Apa masalahnya?", masukan: "Apa masukan warga?", kegiatan: "Apa yang Anda kerjakan?",
};

export function StepWhat({ data, files, problems, change }: StepProps) {
  const needs = useView().list("need");
  const [all, setAll] = useState(false);
  const shown = all ? needs : needs.filter((need, i) => i < FEW || need.code === data.need);
  return (
    <>
      <Field label={STORY_LABEL[data.kind]} rows={3} value={data.story} onValue={(story) => change({ story })} problem={problems.story} />
      <Files files={files} onFiles={(next) => change({}, next)} />
      {data.kind === "kasus" && (
        <fieldset class="tiles">
          <legend>Kebutuhan paling mendesak</legend>
          {needs.length === 0 && <p class="soft">Daftar belum terunduh. Sambungkan internet sekali, lalu buka lagi; tulisan ini tersimpan.</p>}
          <div class="tile-grid">
            {shown.map((need) => (
              <label key={need.code} class={data.need === need.code ? "on" : ""}>
                <input type="radio" name="need" checked={data.need === need.code} onChange={() => change({ need: need.code })} />
                <Icon name={String((need as { icon?: string }).icon ?? "circle")} />
                <span>{need.name}</span>
              </label>
            ))}
          </div>
          {shown.length < needs.length && <button type="button" class="button button-soft more" onClick={() => setAll(true)}>Kebutuhan lain ({needs.length - shown.length})</button>}
          <Problem text={problems.need} />
        </fieldset>
      )}
    </>
  );
}

/** What a known person brings into the report. */
function filled(k: Known): Partial<ReportData> {
  const base = { who: "dikenal" as Who, name: k.name, sex: k.sex as ReportData["sex"], age: k.age?.toString() ?? "", phone: k.phone, area: k.areaCode, placeNote: k.placeNote };
  const note = k.number ? `Orang yang sama dengan kasus ${k.number}` : `Orang yang sama dengan ${k.name} (${k.pillar}) di registri`;
  return { ...base, personNote: note };
}

const described = (k: Known): string => [k.areaLabel, k.number ? `kasus ${k.number}` : `anggota ${k.pillar}`].filter(Boolean).join(", ");

function PersonCard({ one, why, onPick }: { one: Known; why?: string; onPick: () => void }) {
  return (
    <button type="button" class="card row" onClick={onPick}>
      <span class="grow"><strong>{one.name}</strong>{one.age !== null && `, ${one.age} th`}<br /><span class="soft">{described(one)}{why && `. ${upperFirst(why)}`}</span></span>
      <Icon name="chevron-right" />
    </button>
  );
}

export function StepWho({ data, problems, change }: StepProps) {
  const people = usePeople();
  const [query, setQuery] = useState("");
  const found = findKnown(people, query);
  const who = (value: Who): void => change(value === "belum" ? { who: value, name: "", sex: "", age: "", nik: "", phone: "", personNote: "" } : { who: value });
  return (
    <>
      <Choice
        legend={<span class="sr">Siapa orangnya</span>} name="who" value={data.who} onValue={(v) => who(v as Who)} problem={problems.who}
        options={[["dikenal", "Cari"], ["baru", "Orang baru"], ["belum", "Belum diketahui"]]}
      />
      {data.who === "dikenal" && !data.name && (
        <>
          <Field label="Cari nama di HP ini" hint="Orang dari kasus Anda, dan anggota di kecamatan Anda" value={query} onValue={setQuery} input={{ type: "search" }} />
          <ul class="found" aria-live="polite">
            {found.map((k) => <li key={k.key}><PersonCard one={k} onPick={() => change(filled(k))} /></li>)}
          </ul>
          {query.trim().length > 1 && found.length === 0 && <p class="soft">Tidak ada di HP ini. Pilih “Orang baru”.</p>}
        </>
      )}
      {data.who === "belum" && <p class="soft">Tidak apa-apa. Tulis ciri-cirinya di cerita atau patokan tempat; nama boleh menyusul.</p>}
      {(data.who === "baru" || (data.who === "dikenal" && data.name)) && (
        <PersonFields data={data} problems={problems} change={change} likely={data.who === "baru" && <Likelies people={people} data={data} change={change} />} />
      )}
    </>
  );
}

/** "Mungkin orang ini?": compared on the phone, without signal; one chooses, or goes on. */
function Likelies({ people, data, change }: { people: readonly Known[]; data: ReportData; change: StepProps["change"] }) {
  const [others, setOthers] = useState<string[]>([]);
  const found = findLikely(people, data).filter((one) => !others.includes(one.person.key));
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <section class="likely" aria-label="Mungkin orang ini?">
          <h2>Mungkin orang ini?</h2>
          <ul class="found">{found.map(({ person, why }) => <li key={person.key}><PersonCard one={person} why={why} onPick={() => change(filled(person))} /></li>)}</ul>
          <button type="button" class="button button-soft" onClick={() => setOthers([...others, ...found.map((one) => one.person.key)])}>Bukan, orang lain</button>
        </section>
      )}
    </div>
  );
}

function PersonFields({ data, problems, change, likely }: Omit<StepProps, "files"> & { likely: ComponentChildren }) {
  return (
    <>
      <Field label="Nama" hint="Nama panggilan pun boleh" value={data.name} onValue={(name) => change({ name })} problem={problems.name} input={{ maxLength: 120 }} />
      {likely}
      <Choice
        legend="Jenis kelamin" name="sex" value={data.sex} onValue={(v) => change({ sex: v as ReportData["sex"] })}
        options={[["L", "Laki-laki"], ["P", "Perempuan"], ["", "Belum tahu"]]}
      />
      <Field label="Umur kira-kira (tahun)" value={data.age} onValue={(age) => change({ age })} problem={problems.age} input={{ inputMode: "numeric", maxLength: 3, class: "short" }} />
      <details class="apart" open={Boolean(data.nik || data.phone || problems.nik)}>
        <summary>Tambah NIK atau nomor HP (bila ada)</summary>
        <Field label="NIK (16 angka)" value={data.nik} onValue={(nik) => change({ nik })} problem={problems.nik} input={{ inputMode: "numeric", maxLength: 24 }} />
        <Field label="Nomor HP" value={data.phone} onValue={(phone) => change({ phone })} input={{ type: "tel", maxLength: 40 }} />
      </details>
    </>
  );
}

const ANSWERS: [string, string][] = [["true", "Ya"], ["false", "Tidak"], ["null", "Belum tahu"]];

export function StepSigns({ data, change }: StepProps) {
  const signs = useView().list("urgency_sign");
  return (
    <>
      <p class="soft">Jawab yang Anda tahu saja. Jangan menebak.</p>
      {signs.map((sign) => (
        <Choice
          key={sign.code} legend={sign.name} name={sign.code} options={ANSWERS}
          value={sign.code in data.signs ? String(data.signs[sign.code]) : ""}
          onValue={(v) => change({ signs: { ...data.signs, [sign.code]: v === "null" ? null : v === "true" } })}
        />
      ))}
    </>
  );
}
