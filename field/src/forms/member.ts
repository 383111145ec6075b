/** A person of the household, new or corrected: pure checks and the command. Nearly everything may be unknown. */
import { isoDay } from "../kernel/clock";
import type { CommandBodies, FamilyMember } from "../kernel/contract";
import type { NewCommand } from "../store/model";
import type { CaseView } from "../store/view";

/** What is typed, as text. `seen` is what stood there when the form was opened. */
export interface MemberData {
  member: string;
  name: string;
  relation: string;
  sex: string;
  age: string;
  born: string;
  phone: string;
  residence: string;
  guardian: string;
  suspected: string;
  nik: string;
  seen: Partial<MemberData>;
}
type Changes = CommandBodies["member.save"]["changes"];
type Seen = NonNullable<CommandBodies["member.save"]["seen"]>;

export const RESIDENCES: [code: string, name: string][] = [
  ["rumah", "Di rumah ini"], ["lain", "Di tempat lain"], ["panti", "Di panti atau rumah singgah"], ["jalan", "Di jalan, berpindah-pindah"],
  ["meninggal", "Sudah meninggal"], ["tidak_tahu", "Belum diketahui"],
];

export function emptyMember(one?: FamilyMember): MemberData {
  const shown = {
    member: one?.id ?? "", name: one?.name ?? "", relation: one?.relation ?? "", sex: one?.sex ?? "", age: one?.age?.toString() ?? "", born: one?.born ?? "",
    phone: one?.phone ?? "", residence: one?.residence ?? "rumah", guardian: one?.guardian ? "ya" : "", suspected: one?.suspected ? "ya" : "", nik: "",
  };
  return { ...shown, seen: one ? shown : {} };
}

const digits = (raw: string): string => raw.replace(/\D/g, "");

export function memberProblems(data: MemberData, at: number): Record<string, string> {
  const found: Record<string, string> = {};
  if (!data.member && !data.relation && !data.name.trim()) found.relation = "Pilih hubungannya, atau tulis namanya.";
  const age = data.age.trim();
  if (age && !(/^\d{1,3}$/.test(age) && Number(age) <= 130)) found.age = "Tulis umur dengan angka, kira-kira pun boleh.";
  if (data.born && data.born > isoDay(at)) found.born = "Tanggal lahir belum terjadi. Pilih hari ini atau sebelumnya.";
  const nik = digits(data.nik).length;
  if (data.nik.trim() && nik !== 16) found.nik = `NIK terdiri atas 16 angka; ini baru ${nik}. Kosongkan bila tidak tahu.`;
  if (data.phone.trim() && digits(data.phone).length < 8) found.phone = "Nomor HP kurang lengkap. Kosongkan bila tidak tahu.";
  if (data.member && !Object.keys(changesOf(data)).length) found.name = "Belum ada yang berubah.";
  return found;
}

/** What was written differently from what stood there. */
function changesOf(data: MemberData): Changes {
  const changes: Changes = {};
  const was = data.seen;
  const differs = (key: "name" | "relation" | "sex" | "age" | "born" | "phone" | "residence" | "guardian" | "suspected"): boolean =>
    data[key].trim() !== (was[key] ?? (key === "residence" ? "rumah" : ""));
  if (differs("name")) changes.name = data.name.trim();
  if (differs("relation")) changes.relation = data.relation || "tidak_tahu";
  if (differs("sex")) changes.sex = data.sex as Changes["sex"];
  if (differs("born")) changes.birth_date = data.born || null;
  else if (differs("age") && !data.born) changes.age_years = data.age.trim() ? Number(data.age) : null;
  if (differs("phone")) changes.phone = data.phone.trim();
  if (differs("residence")) changes.residence = data.residence;
  if (differs("guardian")) changes.guardian = data.guardian === "ya";
  if (data.suspected === "ya" && was.suspected !== "ya") changes.suspected = true;
  if (data.nik.trim()) changes.nik = data.nik.trim();
  return changes;
}

/** Of the fields that change: what stood there. */
function seenOf(changes: Changes, was: Partial<MemberData>): Seen {
  const seen: Seen = {};
  if ("name" in changes) seen.name = was.name ?? "";
  if ("relation" in changes) seen.relation = was.relation || "tidak_tahu";
  if ("sex" in changes) seen.sex = (was.sex ?? "") as Seen["sex"];
  if ("birth_date" in changes) seen.birth_date = was.born || null;
  if ("age_years" in changes) seen.age_years = was.age ? Number(was.age) : null;
  if ("phone" in changes) seen.phone = was.phone ?? "";
  if ("residence" in changes) seen.residence = was.residence ?? "rumah";
  if ("guardian" in changes) seen.guardian = was.guardian === "ya";
  return seen;
}

export function memberCommand(data: MemberData, one: CaseView): NewCommand<"member.save"> {
  const changes = changesOf(data);
  const body = { case_id: one.id, member_id: data.member || null, changes, seen: data.member ? seenOf(changes, data.seen) : {} };
  return { type: "member.save", body, label: `Anggota keluarga: ${data.name.trim() || one.subject.name || one.number}` };
}

/** A refused command as its form again. */
export function memberData(body: CommandBodies["member.save"]): MemberData {
  const { changes, seen } = body;
  const was = { ...emptyMember(), ...asData(seen ?? {}) };
  const { seen: _, ...shown } = was;
  return { ...shown, member: body.member_id ?? "", ...asData(changes), seen: body.member_id ? { ...shown, member: body.member_id } : {} };
}

function asData(from: Changes | Seen): Partial<MemberData> {
  const { name, relation, sex, age_years, birth_date, phone, residence, guardian } = from;
  const more = from as Changes;
  const all = {
    name, relation, sex: sex ?? undefined, age: age_years?.toString(), born: birth_date ?? undefined, phone, residence, nik: more.nik,
    guardian: guardian === undefined ? undefined : guardian ? "ya" : "", suspected: more.suspected ? "ya" : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
