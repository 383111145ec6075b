/** Ubah data saya: a wish to the office; identity stands apart, because a second officer looks at it. */
import { useState } from "preact/hooks";
import { type Present, type RecordValues, emptyRecord, recordProblems } from "../../forms/record";
import { isoDay, now as clock } from "../../kernel/clock";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft, NewCommand } from "../../store/model";
import { useDraft } from "../parts/drafts";
import { Field, Summary } from "../parts/fields";
import { leave, useBusy, useSnapshot, useStore } from "../parts/hooks";
import { Page } from "../parts/page";

interface RecordFormProps {
  title: string;
  back: string;
  now: Present;
  /** The campaign that asked, or null. */
  campaign: string | null;
  save: string;
  command: (values: RecordValues) => NewCommand;
  /** Where to go afterwards. */
  done: string;
}

export function RecordForm({ title, back, now, campaign, save, command, done }: RecordFormProps) {
  const store = useStore();
  const { drafts } = useSnapshot();
  const [first] = useState(now);
  const { draft, change, stop } = useDraft(() => {
    const kept = drafts.find((d) => d.form === "record" && d.caseId === campaign);
    const data = { ...emptyRecord(first), ...kept?.data };
    const fresh: Draft = { id: uuid7(), form: "record", updated: clock(), caseId: campaign, repairs: null, data, files: [] };
    return kept ? { ...kept, data } : fresh;
  });
  const values = draft.data as RecordValues;
  const [tried, setTried] = useState(false);
  const [busy, run] = useBusy();
  const today = isoDay(clock());
  const problems = tried ? recordProblems(values, first, today) : {};
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.keys(recordProblems(values, first, today)).length) return scrollTo(0, 0);
    await run(async () => {
      const last = stop();
      await store.enqueue(command(last.data as RecordValues), last);
      leave(done);
    });
  };
  const field = (key: keyof RecordValues) => ({ value: values[key] ?? "", onValue: (v: string) => change({ [key]: v }), problem: problems[key] });
  const identity = Boolean(values.nik || problems.name || problems.nik || problems.birth_date || values.name !== first.name || values.birth_date !== first.birth_date);
  return (
    <Page title={title} back={back} bar={false}>
      <p class="soft">Ubah yang tidak benar saja. Petugas memeriksa dulu, baru dicatat.</p>
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Summary problems={problems} />
        <Field label="Nomor HP" {...field("phone")} input={{ type: "tel", autocomplete: "tel", maxLength: 40 }} />
        <Field label="Nomor HP lain" hint="Boleh kosong" {...field("phone_other")} input={{ type: "tel", maxLength: 40 }} />
        <Field label="Alamat" rows={2} {...field("address")} />
        <details class="apart" open={identity}>
          <summary>Nama, tanggal lahir, atau NIK salah?</summary>
          <Field label="Nama sesuai KTP" {...field("name")} input={{ maxLength: 120 }} />
          <Field label="Tanggal lahir" {...field("birth_date")} input={{ type: "date", class: "short" }} />
          <Field label="NIK yang benar (16 angka)" hint="Kosongkan bila tidak berubah" {...field("nik")} input={{ inputMode: "numeric", maxLength: 24 }} />
        </details>
        <Field label="Keterangan" hint="Boleh kosong" rows={2} {...field("note")} />
        <div class="sticky"><button class="button button-main" disabled={busy}>{save}</button></div>
      </form>
    </Page>
  );
}
