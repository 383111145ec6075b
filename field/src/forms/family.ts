/** Naming a cause, filling in a form: pure checks and commands. */
import type { FamilyCause, FamilyDoc, FileRef, ListItem } from "../kernel/contract";
import type { Draft, MirrorDoc, NewCommand } from "../store/model";
import type { CaseView } from "../store/view";
import { type Answers, type Instrument, result } from "./instruments";

export interface CauseData {
  code: string;
  note: string;
  whose: "keluarga" | "psm";
  sureness: "pasti" | "mungkin" | "dugaan";
  effect: string;
}
export const emptyCause = (effect = ""): CauseData => ({ code: "", note: "", whose: "keluarga", sureness: "mungkin", effect });

export type CauseItem = ListItem & { group?: string; group_name?: string; hint?: string; icon?: string };

/** The list of causes in its groups, in its order. */
export function groupsOf(list: readonly ListItem[]): [name: string, items: CauseItem[]][] {
  const groups = new Map<string, CauseItem[]>();
  for (const item of list as readonly CauseItem[]) {
    const name = item.group_name ?? "";
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups];
}

export function causeProblems(data: CauseData, files: readonly FileRef[]): Record<string, string> {
  const found: Record<string, string> = {};
  if (!data.code) found.code = "Pilih dulu sebabnya.";
  if (data.code === "lainnya" && !data.note.trim() && !files.length) found.note = "Tulis sebabnya, atau rekam suara Anda.";
  return found;
}

export function causeCommand(data: CauseData, files: FileRef[], one: CaseView, name: string): NewCommand<"cause.suggest"> {
  const { code, whose, sureness } = data;
  const body = { case_id: one.id, code, note: data.note.trim(), whose, sureness, effect_id: data.effect || null, files };
  return { type: "cause.suggest", body, label: `Sebab: ${name}, ${one.subject.name || one.number}`, files };
}

export interface FillData {
  instrument: string;
  version: number;
  moment: "awal" | "lanjutan" | "penutupan" | "tiga_bulan";
  member: string;
  answers: Answers;
  at: number;
}
export const MOMENTS: [FillData["moment"], string][] = [["awal", "Awal"], ["lanjutan", "Lanjutan"], ["penutupan", "Saat penutupan"], ["tiga_bulan", "Tiga bulan sesudahnya"]];

/** The first time it is the beginning; of a finished case the end, then three months later. */
export function likelyMoment(one: CaseView, code: string): FillData["moment"] {
  const before = one.family?.assessments.filter((a) => a.instrument === code) ?? [];
  const finished = one.state === "resolved" || one.state === "closed";
  if (finished) return before.some((a) => a.moment === "penutupan") ? "tiga_bulan" : "penutupan";
  return before.length ? "lanjutan" : "awal";
}

export function emptyFill(form: Instrument, one: CaseView): FillData {
  const member = form.subject === "member" ? (one.family?.members[0]?.id ?? "") : "";
  return { instrument: form.code, version: form.version, moment: likelyMoment(one, form.code), member, answers: {}, at: -1 };
}

export function fillCommand(form: Instrument, data: FillData, one: CaseView): NewCommand<"assessment.fill"> {
  const answers = result(form, data.answers).kept as Record<string, string | number | string[]>;
  const body = { case_id: one.id, instrument: form.code, version: data.version, answers, moment: data.moment, member_id: data.member || null };
  return { type: "assessment.fill", body, label: `${form.name}: ${one.subject.name || one.number}` };
}

/** A kept form goes on with the instrument as it is today: answers to questions it no longer asks are left. */
export function goOn(form: Instrument, one: CaseView, kept: Record<string, unknown>): FillData {
  const data = { ...emptyFill(form, one), ...kept, version: form.version };
  const asked = Object.entries(data.answers).filter(([id]) => form.questions.some((q) => q.id === id));
  return { ...data, answers: Object.fromEntries(asked) };
}

export const instrumentsOf = (docs: readonly MirrorDoc[]): Instrument[] =>
  docs.filter((d) => d.kind === "instrument").map((d) => d.body as Instrument).sort((a, b) => a.name.localeCompare(b.name));

export interface Line { depth: number; cause: FamilyCause; again: boolean; root: boolean }

/** The tree as a list to read: what one sees first, its causes under it; told in full once. */
export function reading(family: Pick<FamilyDoc, "causes">): Line[] {
  const byId = new Map(family.causes.map((c) => [c.id, c]));
  const causing = new Set(family.causes.flatMap((c) => c.parents));
  const told = new Set<string>();
  const lines: Line[] = [];
  const tell = (cause: FamilyCause, depth: number): void => {
    const again = told.has(cause.id);
    lines.push({ depth, cause, again, root: !cause.parents.some((p) => byId.has(p)) });
    if (again) return;
    told.add(cause.id);
    for (const parent of cause.parents) if (byId.has(parent)) tell(byId.get(parent)!, depth + 1);
  };
  for (const cause of family.causes) if (!causing.has(cause.id)) tell(cause, 0);
  return lines;
}

/** A line about the case for the list of its parts. */
export function familySays(one: CaseView): string {
  const family = one.family;
  if (!family) return "Siapa serumah, apa sebabnya, apa yang sudah kuat";
  const roots = family.causes.filter((c) => family.roots.includes(c.id)).map((c) => c.name);
  return roots.length ? `Akar: ${roots.slice(0, 2).join(", ")}${roots.length > 2 ? " dan lainnya" : ""}` : `${family.members.length} orang tercatat`;
}

export const familyDraftPath = (draft: Draft): string =>
  draft.form === "member" ? `keluarga/orang${draft.data.member ? `-${String(draft.data.member)}` : ""}` : draft.form === "cause" ? "keluarga/sebab" : `keluarga/isi-${String(draft.data.instrument ?? "")}`;
