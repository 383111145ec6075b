/** My own record: what has changed in it, as a wish to the office or as an answer to the yearly question. */
import type { CommandBodies, FileRef, Profile, WantedChanges } from "../kernel/contract";
import type { Draft, NewCommand, OutboxItem } from "../store/model";
import type { ConfirmationView } from "../store/own";

export type RecordValues = Record<"phone" | "phone_other" | "address" | "name" | "birth_date" | "nik" | "note", string>;
export type RecordProblems = Partial<RecordValues>;

/** The present values, as far as this phone knows them; a NIK is never shown, so it starts empty. */
export interface Present {
  name: string;
  phone: string;
  phone_other: string;
  address: string;
  birth_date: string;
}

export const presentOf = (profile: Profile | null, asked?: ConfirmationView): Present => ({
  name: profile?.name ?? asked?.person.name ?? "",
  phone: profile?.phone ?? asked?.person.phone ?? "",
  phone_other: profile?.phone_other ?? asked?.person.phone_other ?? "",
  address: profile?.address ?? asked?.person.address ?? "",
  birth_date: profile?.birth_date?.length === 10 ? profile.birth_date : "",
});

export const emptyRecord = (now: Present): RecordValues => ({ ...now, nik: "", note: "" });

const digits = (text: string): string => text.replace(/\D/g, "");

/** Only what differs; numbers are compared by their digits. */
export function changesOf(values: RecordValues, now: Present): WantedChanges {
  const changes: WantedChanges = {};
  for (const field of ["phone", "phone_other"] as const) {
    if (digits(values[field]) !== digits(now[field])) changes[field] = values[field].trim();
  }
  if (values.address.trim() !== now.address) changes.address = values.address.trim();
  for (const field of ["name", "birth_date"] as const) {
    const value = values[field].trim();
    if (value && value !== now[field]) changes[field] = value;
  }
  if (digits(values.nik)) changes.nik = digits(values.nik);
  return changes;
}

/** What cannot be read yet, or that nothing has changed. */
export function recordProblems(values: RecordValues, now: Present, today: string): RecordProblems {
  const found: RecordProblems = {};
  for (const field of ["phone", "phone_other"] as const) {
    const count = digits(values[field]).length;
    if (count && (count < 8 || count > 15)) found[field] = "Nomor HP belum benar. Contoh: 0899 0000 0001.";
  }
  if (!values.name.trim()) found.name = "Nama tidak boleh kosong.";
  const nik = digits(values.nik).length;
  if (nik && nik !== 16) found.nik = `NIK terdiri atas 16 angka; ini baru ${nik}. Kosongkan bila tidak berubah.`;
  if (values.birth_date > today) found.birth_date = "Tanggal lahir belum terjadi.";
  if (!Object.keys(found).length && !Object.keys(changesOf(values, now)).length && !values.note.trim()) {
    found.note = "Belum ada yang berubah. Ubah isiannya, atau tulis keterangan.";
  }
  return found;
}

export function changeCommand(values: RecordValues, now: Present): NewCommand<"person.request_change"> {
  const changes = changesOf(values, now);
  return { type: "person.request_change", body: { changes, note: values.note.trim() }, label: "Perubahan data saya" };
}

/** The answer to the yearly question: all is right, or these things have changed. */
export function confirmCommand(asked: ConfirmationView, values: RecordValues | null, now: Present): NewCommand<"volunteer.confirm"> {
  const body: CommandBodies["volunteer.confirm"] = {
    campaign_id: asked.id,
    membership_ids: asked.memberships.map((m) => m.membership_id),
    correct: values === null,
  };
  if (values) {
    const corrections = changesOf(values, now);
    if (Object.keys(corrections).length) body.corrections = corrections;
    body.note = values.note.trim();
  }
  return { type: "volunteer.confirm", body, label: `${asked.title}: ${values ? "ada yang berubah" : "masih benar"}` };
}

/** "I have this": the holder's word on one criterion, with a photo of the paper. */
export function criterionCommand(membership: string, code: string, name: string, files: readonly FileRef[]): NewCommand<"criterion.state"> {
  const paper = files[0];
  const body: CommandBodies["criterion.state"] = { membership_id: membership, criterion: code, answer: "pernyataan" };
  if (paper) body.file = { sha256: paper.sha256, mime: paper.mime, bytes: paper.bytes };
  return { type: "criterion.state", body, label: `Bukti: ${name}`, files: [...files.slice(0, 1)] };
}

/** A refused wish, or a refused correction, as the draft of its form; null for everything else. */
export function repairRecord(item: OutboxItem, id: string, at: number, now: Present): Draft | null {
  const wanted = wantedIn(item);
  if (!wanted) return null;
  const body = item.body as { note?: string; campaign_id?: string };
  const data = { ...emptyRecord(now), ...wanted, note: body.note ?? "" };
  return { id, form: "record", updated: at, caseId: body.campaign_id ?? null, repairs: item.id, data, files: [] };
}

function wantedIn(item: OutboxItem): WantedChanges | null {
  if (item.type === "person.request_change") return (item.body as CommandBodies["person.request_change"]).changes;
  if (item.type === "volunteer.confirm") return (item.body as CommandBodies["volunteer.confirm"]).corrections ?? null;
  return null;
}
