/** What may leave for WhatsApp: a number, a kecamatan, a state. Never a name, a need, a story, a place
 *  below kecamatan; and of a protected case nothing at all. Pure. */
import type { AreaItem } from "../kernel/contract";
import type { CaseView, ReportView, Stage } from "../store/view";

const STATES: Record<CaseView["state"], string> = {
  waiting: "menunggu penugasan", offered: "sedang ditawarkan kepada petugas lapangan", active: "sedang ditangani",
  resolved: "selesai ditangani, menunggu pemeriksaan", closed: "sudah ditutup", rejected: "tidak dilanjutkan",
};
const STAGES: Partial<Record<Stage, string>> = {
  terkirim: "sudah terkirim", diterima: "sudah diterima", ditugaskan: "sudah ditugaskan", selesai: "selesai ditangani", berhenti: "tidak dilanjutkan",
};

export const mayShare = (c: CaseView): boolean => !c.sensitive && c.view !== "masked" && c.number !== "";

const kecamatan = (areas: readonly AreaItem[], code: string): string => {
  const own = areas.find((a) => a.code === code.slice(0, 8));
  return own ? `Kec. ${own.name}` : "";
};

/** "Kasus 63.71-2025-00012, Kec. Banjarmasin Barat: sedang ditangani." or null when nothing may be said. */
export function caseText(c: CaseView, areas: readonly AreaItem[]): string | null {
  if (!mayShare(c)) return null;
  return sentence(`Kasus ${c.number}`, kecamatan(areas, c.area_code), STATES[c.state]);
}

export function reportText(r: ReportView, sensitive: boolean, areas: readonly AreaItem[]): string | null {
  const state = STAGES[r.stage];
  if (sensitive || !state || !r.caseNumber) return null;
  return sentence(`Laporan untuk kasus ${r.caseNumber}`, kecamatan(areas, r.areaCode), state);
}

const sentence = (what: string, where: string, state: string): string => `${[what, where].filter(Boolean).join(", ")}: ${state}. (Bubuhan)`;

export const whatsappLink = (text: string): string => `https://wa.me/?text=${encodeURIComponent(text)}`;
