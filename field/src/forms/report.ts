/** The report form: its steps, what each step wants, and the command it becomes. The phone checks form
 *  (is it there, can it be read); the server decides rules. */
import type { CommandBodies, FileRef, ListItem } from "../kernel/contract";
import { shorten } from "../kernel/text";
import type { NewCommand, OutboxItem } from "../store/model";

export type ReportKind = "kasus" | "isu" | "masukan" | "kegiatan";
export type Step = "apa" | "siapa" | "di-mana" | "gawat" | "periksa";
export type Who = "" | "dikenal" | "baru" | "belum";

export interface ReportData {
  kind: ReportKind;
  step: Step;
  story: string;
  need: string;
  who: Who;
  name: string;
  sex: "" | "L" | "P";
  age: string;
  nik: string;
  phone: string;
  personNote: string;
  area: string;
  lat: number | null;
  lon: number | null;
  accuracy: number | null;
  placeNote: string;
  signs: Record<string, boolean | null>;
  consent: "" | "ya" | "tidak";
  consentReason: string;
  happenedOn: string;
}

export type Problems = Partial<Record<keyof ReportData, string>>;

const WHAT: Record<ReportKind, string> = {
  kasus: "Apa yang Anda lihat?", isu: "Ada masalah apa?", masukan: "Apa kata warga?", kegiatan: "Kegiatan apa?",
};

export const stepTitle = (step: Step, kind: ReportKind): string => (step === "apa" ? WHAT[kind] : STEP_TITLES[step]);

const STEP_TITLES: Record<Exclude<Step, "apa">, string> = {
  siapa: "Siapa yang perlu dibantu?",
  "di-mana": "Di mana?",
  gawat: "Seberapa gawat?",
  periksa: "Periksa & simpan",
};

export const KIND_HINTS: Record<ReportKind, [name: string, hint: string]> = {
  kasus: ["Kasus", "Seorang warga atau keluarga perlu dibantu"],
  isu: ["Isu", "Masalah di kampung yang menyangkut banyak orang"],
  masukan: ["Masukan", "Saran atau keluhan warga tentang layanan"],
  kegiatan: ["Kegiatan", "Yang sudah Anda kerjakan hari ini"],
};

export function stepsOf(kind: ReportKind): Step[] {
  return kind === "kasus" ? ["apa", "siapa", "di-mana", "gawat", "periksa"] : ["apa", "di-mana", "periksa"];
}

export function emptyReport(kind: ReportKind, today: string, area: string): ReportData {
  return {
    kind, step: "apa", story: "", need: "", who: "", name: "", sex: "", age: "", nik: "", phone: "", personNote: "",
    area, lat: null, lon: null, accuracy: null, placeNote: "", signs: {}, consent: "", consentReason: "", happenedOn: today,
  };
}

const VOICE_ONLY = "(Lihat rekaman suara.)";

export function storyOf(data: ReportData, files: readonly FileRef[]): string {
  return data.story.trim() || (files.some((f) => f.kind === "voice") ? VOICE_ONLY : "");
}

/** What is still missing or unreadable in one step. */
export function problemsOf(step: Step, data: ReportData, files: readonly FileRef[], today: string): Problems {
  switch (step) {
    case "apa":
      return apa(data, files);
    case "siapa":
      return siapa(data);
    case "di-mana":
      return data.area ? {} : { area: "Pilih desa atau kelurahan, atau pakai lokasi HP." };
    case "gawat":
      return {};
    case "periksa":
      return periksa(data, today);
  }
}

function apa(data: ReportData, files: readonly FileRef[]): Problems {
  const found: Problems = {};
  if (!storyOf(data, files)) found.story = data.kind === "kasus" ? "Tulis yang Anda lihat, atau rekam suara Anda." : "Tulis dengan kata-kata Anda, atau rekam suara Anda.";
  if (data.story.length > 5000) found.story = "Tulisan terlalu panjang. Ringkas sampai 5.000 huruf.";
  if (data.kind === "kasus" && !data.need) found.need = "Pilih kebutuhan yang paling mendesak.";
  return found;
}

function siapa(data: ReportData): Problems {
  const found: Problems = {};
  if (!data.who) found.who = "Pilih salah satu. Bila belum tahu, pilih Belum diketahui.";
  const age = data.age.trim();
  if (age && !(/^\d{1,3}$/.test(age) && Number(age) <= 130)) found.age = "Tulis umur dengan angka, kira-kira saja boleh.";
  const nik = data.nik.replace(/\D/g, "");
  if (nik && nik.length !== 16) found.nik = `NIK terdiri atas 16 angka; ini baru ${nik.length}. Kosongkan bila tidak tahu.`;
  return found;
}

function periksa(data: ReportData, today: string): Problems {
  const found: Problems = {};
  if (data.happenedOn > today) found.happenedOn = "Tanggal kejadian belum terjadi. Pilih hari ini atau sebelumnya.";
  if (data.kind !== "kasus") return found;
  if (!data.consent) found.consent = "Pilih Ya atau Belum.";
  if (data.consent === "tidak" && !data.consentReason) found.consentReason = "Pilih mengapa belum ada persetujuan.";
  return found;
}

/** The first step that still wants something, or null when the report is ready. */
export function firstGap(data: ReportData, files: readonly FileRef[], today: string): Step | null {
  return stepsOf(data.kind).find((step) => Object.keys(problemsOf(step, data, files, today)).length > 0) ?? null;
}

function subjectOf(data: ReportData): CommandBodies["report.submit"]["subject"] {
  if (data.kind !== "kasus" || data.who === "belum") return null;
  return {
    name: data.name.trim(),
    sex: data.sex,
    age_years: data.age.trim() ? Number(data.age) : null,
    nik: data.nik.trim(),
    phone: data.phone.trim(),
    note: data.personNote.trim(),
  };
}

export function toCommand(data: ReportData, files: FileRef[], noConsent: readonly ListItem[]): NewCommand<"report.submit"> {
  const story = storyOf(data, files);
  const reason = noConsent.find((r) => r.code === data.consentReason)?.name ?? data.consentReason;
  const body: CommandBodies["report.submit"] = {
    kind: data.kind,
    story,
    place: { area_code: data.area, lat: data.lat, lon: data.lon, accuracy_m: data.accuracy, note: data.placeNote.trim() },
    files,
    happened_on: data.happenedOn || null,
    ...(data.kind === "kasus"
      ? {
          need: data.need,
          subject: subjectOf(data),
          signs: data.signs,
          consent: data.consent === "ya" ? { given: true } : { given: false, reason },
        }
      : {}),
  };
  return { type: "report.submit", body, label: shorten(story, 60), files };
}

/** A refused report as a form again. */
export function fromCommand(item: OutboxItem): { data: ReportData; files: FileRef[] } {
  const body = item.body as CommandBodies["report.submit"];
  const who: Who = body.kind !== "kasus" ? "" : body.subject ? "baru" : "belum";
  return {
    files: body.files ?? [],
    data: {
      ...emptyReport(body.kind, "", body.place.area_code),
      step: "periksa",
      story: body.story === VOICE_ONLY ? "" : body.story,
      need: body.need ?? "",
      who,
      name: body.subject?.name ?? "",
      sex: body.subject?.sex ?? "",
      age: body.subject?.age_years?.toString() ?? "",
      nik: body.subject?.nik ?? "",
      phone: body.subject?.phone ?? "",
      personNote: body.subject?.note ?? "",
      lat: body.place.lat ?? null,
      lon: body.place.lon ?? null,
      accuracy: body.place.accuracy_m ?? null,
      placeNote: body.place.note ?? "",
      signs: (body.signs ?? {}) as Record<string, boolean | null>,
      consent: !body.consent ? "" : body.consent.given ? "ya" : "tidak",
      consentReason: body.consent?.reason ?? "",
      happenedOn: body.happened_on ?? "",
    },
  };
}

/** Which step holds the field a server's refusal names ("body.place.area_code"). */
export function stepOfField(field: string | null, kind: ReportKind): Step {
  const path = field ?? "";
  if (path.includes("place")) return "di-mana";
  if (kind !== "kasus") return path.includes("happened") ? "periksa" : "apa";
  if (path.includes("subject")) return "siapa";
  if (path.includes("signs")) return "gawat";
  if (/story|need|files/.test(path)) return "apa";
  return "periksa";
}
