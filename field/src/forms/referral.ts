/** What the phone says of a case's referrals: plain sentences from the server, the papers to bring. */
import type { CaseReferrals, ReferralItem } from "../kernel/contract";

/** One line for the list of parts: what is open first, else the last that happened. */
export function referralLine(part: CaseReferrals | null | undefined): string {
  if (!part) return "";
  const going = part.journeys.find((trip) => trip.state === "travelling") ?? part.journeys.find((trip) => trip.state === "preparing");
  if (going) return `Pulang ke ${going.to}: ${going.says}`;
  const first = part.referrals.find((one) => one.open) ?? part.referrals[0];
  return first ? `${first.partner}: ${first.says}` : "";
}

export const hasReferrals = (part: CaseReferrals | null | undefined): boolean =>
  Boolean(part && (part.referrals.length || part.journeys.length));

/** `tel:` of a number as people write it; "" when there is none to call. */
export function telOf(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, "");
  return digits.length >= 5 ? `tel:${digits}` : "";
}

/** Who escorts needs the papers of what is still open, each once. */
export function papersToBring(referrals: readonly ReferralItem[]): string[] {
  return [...new Set(referrals.filter((one) => one.open).flatMap((one) => one.papers))];
}
