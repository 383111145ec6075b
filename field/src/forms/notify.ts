/** How one wants to be told: checks and commands. Pure. */
import type { NewCommand } from "../store/model";
import type { Pace } from "../store/notify";

export interface Wishes {
  paces: Record<string, Pace>;
  own: boolean;
  from: string;
  to: string;
  order: string[];
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Why these wishes cannot be kept yet; "" when they can. */
export function wishProblem(wishes: Wishes): string {
  if (!wishes.own) return "";
  if (!TIME.test(wishes.from) || !TIME.test(wishes.to)) return "Isi kedua jamnya, misalnya 20.00 sampai 06.00.";
  return wishes.from === wishes.to ? "Jam mulai dan selesai tidak boleh sama." : "";
}

export function wishCommand(wishes: Wishes): NewCommand {
  const quiet = wishes.own ? { quiet_from: wishes.from, quiet_to: wishes.to } : {};
  return { type: "notify.prefer", body: { paces: wishes.paces, order: wishes.order, ...quiet }, label: "Cara diberi tahu" };
}
