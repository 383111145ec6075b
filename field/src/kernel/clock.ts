/** Time as people here read it: Kalimantan Selatan lives in WITA. Rules take `now`; only this file asks the clock. */
const ZONE = "Asia/Makassar";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const now = (): number => Date.now();

const part = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, ...options });
const DATE = part({ day: "numeric", month: "short", year: "numeric" });
const TIME = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const HOUR_ONLY = part({ hour: "2-digit", hourCycle: "h23" });
const ISO = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

type Moment = number | string | null | undefined;
const ms = (at: Moment): number => (typeof at === "number" ? at : Date.parse(at ?? ""));

/** "12 Okt 2025" */
export function date(at: Moment): string {
  const value = ms(at);
  return Number.isNaN(value) ? "" : DATE.format(value);
}

/** "14.05" */
export function time(at: Moment): string {
  const value = ms(at);
  return Number.isNaN(value) ? "" : TIME.format(value).replace(":", ".");
}

/** "12 Okt 2025, 14.05 WITA" */
export function dateTime(at: Moment): string {
  return Number.isNaN(ms(at)) ? "" : `${date(at)}, ${time(at)} WITA`;
}

/** "hari ini, 14.05", "kemarin, 09.10" or the whole date. */
export function friendly(at: Moment, today: number): string {
  const value = ms(at);
  if (Number.isNaN(value)) return "";
  if (isoDay(value) === isoDay(today)) return `hari ini, ${time(value)}`;
  if (isoDay(value) === isoDay(today - DAY)) return `kemarin, ${time(value)}`;
  return dateTime(value);
}

/** "2025-10-12", the calendar day in WITA. */
export function isoDay(at: number): string {
  return ISO.format(at);
}

/** "2 jam 10 menit": the two largest parts, never less than a minute. */
export function duration(span: number): string {
  const whole = Math.max(span, 0);
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days) return hours && days < 3 ? `${days} hari ${hours} jam` : `${days} hari`;
  if (hours) return minutes ? `${hours} jam ${minutes} menit` : `${hours} jam`;
  return minutes ? `${minutes} menit` : "kurang dari 1 menit";
}

/** Greeting by the hour in WITA. */
export function greeting(at: number): string {
  const hour = Number(HOUR_ONLY.format(at));
  if (hour >= 4 && hour < 11) return "Selamat pagi";
  if (hour >= 11 && hour < 15) return "Selamat siang";
  if (hour >= 15 && hour < 18) return "Selamat sore";
  return "Selamat malam";
}

/** How far this phone's clock is from the server's (server minus phone), from one request. */
export function clockOffset(serverTime: string, sentAt: number, receivedAt: number): number {
  return Math.round(Date.parse(serverTime) - (sentAt + receivedAt) / 2);
}

export const WRONG_CLOCK_MS = 10 * MINUTE;

/** "sisa 40 menit" or "lewat 2 jam" */
export function untilDeadline(at: string, moment: number): string {
  const left = Date.parse(at) - moment;
  return left < 0 ? `lewat ${duration(-left)}` : `sisa ${duration(left)}`;
}
