/** Step 5: everything once more, consent, date; then it is saved. */
import type { Step } from "../../forms/report";
import { storyOf } from "../../forms/report";
import { maskNik, sexName, shorten } from "../../kernel/text";
import { areaLabel } from "../../store/view";
import { Choice, Field } from "../parts/fields";
import { useView } from "../parts/hooks";
import type { StepProps } from "./props";

export function StepCheck({ data, files, problems, change, id }: StepProps & { id: string }) {
  const view = useView();
  const reasons = view.list("no_consent_reason");
  const yes = view.list("urgency_sign").filter((s) => data.signs[s.code] === true).map((s) => String((s as { reason?: string }).reason ?? s.name));
  const need = view.list("need").find((n) => n.code === data.need)?.name;
  const person = [data.name || "Nama belum diketahui", sexName(data.sex), data.age && `${data.age} th`, data.nik && `NIK ${maskNik(data.nik)}`];
  const rows: [Step, string, string][] = [
    ["apa", "Apa", [need, shorten(storyOf(data, files), 140), files.length && `${files.length} lampiran`].filter(Boolean).join(". ")],
    ["di-mana", "Di mana", [areaLabel(view.areas, data.area), data.placeNote].filter(Boolean).join(". ")],
  ];
  if (data.kind === "kasus") {
    rows.splice(1, 0, ["siapa", "Siapa", data.who === "belum" ? "Belum diketahui" : person.filter(Boolean).join(", ")]);
    rows.push(["gawat", "Tanda gawat", yes.length ? yes.join("; ") : "Tidak ada yang dijawab Ya"]);
  }
  return (
    <>
      <dl class="facts">
        {rows.map(([step, name, text]) => (
          <div key={step}>
            <dt>{name}</dt>
            <dd>{text || "Belum diisi"} <a href={`#/lapor/${id}/${step}`}>Ubah<span class="sr"> {name}</span></a></dd>
          </div>
        ))}
      </dl>
      {data.kind === "kasus" && (
        <>
          <Choice
            legend="Apakah orangnya setuju datanya dipakai untuk mencari bantuan?" name="consent" value={data.consent}
            onValue={(v) => change({ consent: v as "ya" | "tidak" })} problem={problems.consent} options={[["ya", "Ya, setuju"], ["tidak", "Belum"]]}
          />
          {data.consent === "tidak" && (
            <Field
              label="Mengapa belum?" value={data.consentReason} onValue={(consentReason) => change({ consentReason })} problem={problems.consentReason}
              options={[["", "Pilih alasan"], ...reasons.map((r): [string, string] => [r.code, r.name])]}
            />
          )}
        </>
      )}
      <Field label="Tanggal kejadian" value={data.happenedOn} onValue={(happenedOn) => change({ happenedOn })} problem={problems.happenedOn} input={{ type: "date", class: "short" }} />
    </>
  );
}
