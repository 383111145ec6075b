/** Duty as the phone knows it: own shifts, colleagues' wishes, who is on duty now; and how long an offer waits. */
import { duration } from "../kernel/clock";
import type { MirrorDoc, OutboxItem } from "../store/model";

export interface ShiftDoc {
  id: string;
  pillar: string;
  pillar_name: string;
  area_label: string;
  starts_at: string;
  ends_at: string;
  zone: string;
  note: string;
  swap?: { id: string; colleague: string; note: string } | null;
}

export interface DutyDoc {
  shifts: ShiftDoc[];
  requests: { id: string; shift: ShiftDoc; asker: string; note: string; open_to_all: boolean }[];
  near: { name: string; pillar_name: string; area_label: string; starts_at: string; ends_at: string; phone: string }[];
  colleagues: { person_id: string; name: string; pillar: string }[];
  as_of: string;
}

export interface DutyView extends DutyDoc {
  shifts: (ShiftDoc & { pending?: boolean })[];
  requests: (DutyDoc["requests"][number] & { answered?: "yes" | "no"; pending?: boolean })[];
}

/** The document with the holder's unsent answers on top; null until the first pull brought it. */
export function dutyOf(docs: readonly MirrorDoc[], outbox: readonly OutboxItem[]): DutyView | null {
  const body = docs.find((d) => d.kind === "duty")?.body as DutyDoc | undefined;
  if (!body) return null;
  const sent = outbox.filter((item) => item.state === "waiting" || (item.state === "accepted" && !item.settled));
  return {
    ...body,
    shifts: body.shifts.map((shift) => {
      const asked = sent.find((item) => item.type === "duty.swap_ask" && (item.body as { shift_id: string }).shift_id === shift.id);
      if (!asked || shift.swap) return shift;
      const to = (asked.body as { colleague_id?: string | null }).colleague_id;
      const colleague = body.colleagues.find((c) => c.person_id === to)?.name ?? "";
      return { ...shift, pending: true, swap: { id: asked.id, colleague, note: "" } };
    }),
    requests: body.requests.map((request) => {
      const answer = sent.find((item) => item.type === "duty.swap_answer" && (item.body as { swap_id: string }).swap_id === request.id);
      return answer ? { ...request, answered: (answer.body as { accept: boolean }).accept ? "yes" : "no", pending: answer.state === "waiting" } : request;
    }),
  };
}

/** Who is on duty at a moment; the roster reaches three days ahead, so this holds without signal too. */
export function nowOn(duty: DutyDoc, moment: number): DutyDoc["near"] {
  return duty.near.filter((one) => Date.parse(one.starts_at) <= moment && moment < Date.parse(one.ends_at));
}

/** True when the roster on this phone no longer reaches the present. */
export function tooOld(duty: DutyDoc, moment: number): boolean {
  return moment - Date.parse(duty.as_of) > 3 * 86_400_000;
}

/** The shift that runs now, or the next one. */
export function nextShift<T extends ShiftDoc>(shifts: readonly T[], moment: number): T | null {
  return shifts.find((one) => Date.parse(one.ends_at) > moment) ?? null;
}

const ZONES: Record<string, string> = { WIB: "Asia/Jakarta", WITA: "Asia/Makassar", WIT: "Asia/Jayapura" };

/** "Sen 2 Mar, 20.00 sampai 06.00 WITA", in the zone of the shift's own area. */
export function shiftWords(shift: { starts_at: string; ends_at: string; zone?: string }): string {
  const zone = shift.zone ?? "WITA";
  const timeZone = ZONES[zone] ?? "Asia/Makassar";
  const day = new Intl.DateTimeFormat("id-ID", { timeZone, weekday: "short", day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat("id-ID", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const at = (iso: string): string => hour.format(Date.parse(iso)).replace(":", ".");
  return `${day.format(Date.parse(shift.starts_at))}, ${at(shift.starts_at)} sampai ${at(shift.ends_at)} ${zone}`;
}

export interface OfferLeft {
  text: string;
  late: boolean;
}

/**
 * How long an offer still waits. Without signal the phone cannot know whether it went on to another,
 * and says so; an answer that comes late is still taken when nobody else has the case.
 */
export function offerLeft(lapsesAt: string | null | undefined, moment: number, offset: number): OfferLeft | null {
  const end = Date.parse(lapsesAt ?? "");
  if (Number.isNaN(end)) return null;
  const left = end - (moment + offset);
  if (left > 0) return { text: `Jawab dalam ${duration(left)}`, late: false };
  return { text: `Waktu menjawab lewat ${duration(-left)} lalu. Anda masih boleh menerima; tugas menjadi milik Anda bila belum diambil rekan lain.`, late: true };
}
