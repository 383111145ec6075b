/** People this phone knows: subjects of its case documents, and who serves nearby. All without signal. */
import type { Neighbour } from "../kernel/contract";
import { fold, matches } from "../kernel/text";
import type { CaseView } from "../store/view";
import { nameLikeness } from "./names";

export interface Known {
  /** Stable within the phone: `case:<id>` or `person:<id>`. */
  key: string;
  caseId: string | null;
  number: string;
  name: string;
  sex: string;
  age: number | null;
  phone: string;
  areaCode: string;
  areaLabel: string;
  placeNote: string;
  pillar: string;
}

const ofCase = (c: CaseView): Known => ({
  key: `case:${c.id}`, caseId: c.id, number: c.number, name: c.subject.name, sex: c.subject.sex ?? "", age: c.subject.age ?? null,
  phone: c.subject.phone ?? "", areaCode: c.area_code, areaLabel: c.area_label, placeNote: c.place_note ?? "", pillar: "",
});

const ofNeighbour = (n: Neighbour, year: number, label: (code: string) => string): Known => ({
  key: `person:${n.id}`, caseId: null, number: "", name: n.name, sex: "", age: n.year ? year - n.year : null, phone: "",
  areaCode: n.area, areaLabel: label(n.area), placeNote: "", pillar: n.pillar,
});

/** Everybody on this phone: subjects of cases it holds in full, then the people who serve around it. */
export function peopleOf(cases: readonly CaseView[], neighbours: readonly Neighbour[], year: number, label: (code: string) => string): Known[] {
  const met = cases.filter((c) => c.view === "full" && c.subject.name).map(ofCase);
  return [...met, ...neighbours.map((n) => ofNeighbour(n, year, label))];
}

/** Those whose name, or place, begins with the words typed. */
export function findKnown(people: readonly Known[], query: string, most = 6): Known[] {
  if (fold(query).length < 2) return [];
  return people.filter((one) => matches(query, `${one.name} ${one.areaLabel}`)).slice(0, most);
}

export interface Likely {
  person: Known;
  /** Why: "nama sama, umur hampir sama, desa yang sama". */
  why: string;
}

export interface Typed {
  name: string;
  sex: string;
  age: string;
  area: string;
}

const ALIKE = 0.84;
const FAR_YEARS = 12;

/** "Mungkin orang ini?": those who may be the one being typed, the likeliest first. */
export function findLikely(people: readonly Known[], typed: Typed, most = 3): Likely[] {
  if (fold(typed.name).length < 3) return [];
  const found: { person: Known; why: string; score: number }[] = [];
  for (const person of people) {
    const alike = nameLikeness(typed.name, person.name);
    if (alike < ALIKE) continue;
    if (typed.sex && person.sex && typed.sex !== person.sex) continue;
    const apart = typed.age && person.age !== null ? Math.abs(Number(typed.age) - person.age) : null;
    if (apart !== null && apart > FAR_YEARS) continue;
    const near = Boolean(typed.area) && person.areaCode === typed.area;
    const reasons = [alike > 0.985 ? "nama sama" : "nama mirip", apart !== null && apart <= 2 && "umur hampir sama", near && "desa atau kelurahan yang sama"];
    found.push({ person, why: reasons.filter(Boolean).join(", "), score: alike + (apart === null ? 0 : 0.1 - apart / 100) + (near ? 0.1 : 0) });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, most).map(({ person, why }) => ({ person, why }));
}
