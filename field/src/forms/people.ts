/** People already met: subjects of the case documents on this phone. */
import { fold, matches } from "../kernel/text";
import type { CaseView } from "../store/view";

export interface Known {
  caseId: string;
  number: string;
  name: string;
  sex: string;
  age: number | null;
  phone: string;
  areaCode: string;
  areaLabel: string;
  placeNote: string;
}

/** Subjects whose name begins with the words typed; only cases this phone holds in full. */
export function findKnown(cases: readonly CaseView[], query: string, most = 6): Known[] {
  if (fold(query).length < 2) return [];
  return cases
    .filter((c) => c.view === "full" && c.subject.name && matches(query, `${c.subject.name} ${c.area_label}`))
    .slice(0, most)
    .map((c) => ({
      caseId: c.id, number: c.number, name: c.subject.name, sex: c.subject.sex ?? "", age: c.subject.age ?? null,
      phone: c.subject.phone ?? "", areaCode: c.area_code, areaLabel: c.area_label, placeNote: c.place_note ?? "",
    }));
}
