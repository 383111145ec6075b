/** The family part of a case with the holder's own unsent causes and forms on top. Pure. */
import type { CaseBody, CommandBodies, FamilyCause, FamilyDoc, FamilyMember, ListItem } from "../kernel/contract";
import type { OutboxItem } from "./model";

const EMPTY: FamilyDoc = { home: null, members: [], causes: [], roots: [], assessments: [] };
type CauseItem = { code: string; name: string; icon?: string };

/** The same cause named again is one cause with one more voice, as on the server; "another" never is. */
export function withCause(family: FamilyDoc | null | undefined, item: OutboxItem, me: string, list: readonly CauseItem[]): FamilyDoc {
  const before = family ?? EMPTY;
  if (before.causes.some((c) => c.id === item.id || c.also.includes(item.id))) return before;
  const body = item.body as CommandBodies["cause.suggest"];
  const same = body.code === "lainnya" ? undefined : before.causes.find((c) => c.code === body.code);
  const known = list.find((c) => c.code === body.code);
  const fresh: FamilyCause = {
    id: item.id, code: body.code, name: known?.name ?? body.code, icon: known?.icon ?? "circle-dot", note: body.note ?? "",
    whose: body.whose ?? "psm", whose_name: "", sureness: body.sureness ?? "mungkin", sureness_name: "", parents: [], also: [], said: [],
    files: item.files.length, by: me, at: item.madeAt, pending: true,
  };
  const voiced = (c: FamilyCause): FamilyCause =>
    ({ ...c, also: [...c.also, item.id], said: body.note ? [...c.said, body.note] : c.said, files: c.files + item.files.length, pending: true });
  let causes = same ? before.causes.map((c) => (c === same ? voiced(c) : c)) : [...before.causes, fresh];
  const id = same?.id ?? fresh.id;
  const effect = body.effect_id ? causes.find((c) => c.id === body.effect_id || c.also.includes(body.effect_id!)) : undefined;
  if (effect && effect.id !== id && !leadsTo(causes, id, effect.id)) {
    causes = causes.map((c) => (c === effect && !c.parents.includes(id) ? { ...c, parents: [...c.parents, id] } : c));
  }
  return { ...before, causes, roots: rootsOf(causes) };
}

/** Is `to` among the causes of `from`, near or far? Then a link back would close a circle. */
export function leadsTo(causes: readonly FamilyCause[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const way = [from];
  for (let id = way.pop(); id !== undefined; id = way.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    way.push(...(causes.find((c) => c.id === id)?.parents ?? []));
  }
  return false;
}

/** The one a case is about, as his household begins with him. */
export const subjectMember = ({ subject }: Pick<CaseBody, "subject">): FamilyMember => ({
  id: "", name: subject.name, relation: "subjek", relation_name: "Orang yang dibantu", sex: subject.sex ?? "", age: subject.age ?? null, born: null,
  phone: subject.phone ?? "", identified: false, residence: "rumah", residence_name: "", guardian: false, suspected: false, types: [],
});

/** A person added or corrected on this phone, on top of what the server told. */
export function withMember(shown: Pick<CaseBody, "family" | "subject">, item: OutboxItem, relations: readonly ListItem[]): FamilyDoc {
  const family = shown.family ?? EMPTY;
  const { member_id, changes } = item.body as CommandBodies["member.save"];
  const before = family.members.length ? family.members : [subjectMember(shown)];
  if (!member_id && before.some((m) => m.id === item.id)) return family;
  const blank = { ...subjectMember({ subject: { name: "" } }), id: item.id, relation: "tidak_tahu" };
  const said = (m: FamilyMember): FamilyMember => {
    const relation = changes.relation ?? m.relation;
    return {
      ...m, relation, relation_name: relations.find((r) => r.code === relation)?.name ?? "Hubungan belum diketahui", name: changes.name ?? m.name, sex: changes.sex ?? m.sex,
      age: changes.age_years === undefined ? m.age : changes.age_years, born: changes.birth_date === undefined ? m.born : changes.birth_date,
      phone: changes.phone ?? m.phone, residence: changes.residence ?? m.residence, guardian: changes.guardian ?? m.guardian,
      suspected: m.suspected || changes.suspected === true, identified: m.identified || Boolean(changes.nik), pending: true,
    };
  };
  const members = member_id ? before.map((m) => (m.id === member_id ? said(m) : m)) : [...before, said(blank)];
  return { ...family, members };
}

export const rootsOf = (causes: readonly FamilyCause[]): string[] => causes.filter((c) => !c.parents.length).map((c) => c.id);

export function withAssessment(family: FamilyDoc | null | undefined, item: OutboxItem, me: string): FamilyDoc {
  const before = family ?? EMPTY;
  if (before.assessments.some((a) => a.id === item.id)) return before;
  const body = item.body as CommandBodies["assessment.fill"];
  const member = before.members.find((m) => m.id === body.member_id)?.name ?? "";
  const made = {
    id: item.id, instrument: body.instrument, name: "", version: body.version, moment: body.moment ?? "awal", moment_name: "",
    score: 0, most: 0, better: "high" as const, band: "", band_name: "", advice: "", member, strengths: [], needs: [],
    at: item.madeAt, by: me, pending: body.answers as Record<string, unknown>,
  };
  return { ...before, assessments: [...before.assessments, made] };
}
