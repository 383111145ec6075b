/** Own values that another hand had changed meanwhile. Pure. */
import type { Clash, CommandBodies } from "../kernel/contract";
import type { NewCommand, OutboxItem } from "../store/model";
import type { CaseView } from "../store/view";

export interface OpenClash {
  case: CaseView;
  one: Clash;
  /** The holder's choice that has not come back from the server yet. */
  chosen: "" | "kept" | "sent";
}

/** Clashes that wait for a choice, with a choice made on this phone, the oldest first. */
export function openClashes(cases: readonly CaseView[], outbox: readonly OutboxItem[]): OpenClash[] {
  const chosen = new Map<string, "kept" | "sent">();
  for (const item of outbox) {
    if (item.type !== "case.settle" || item.state === "refused" || item.state === "fixed") continue;
    const body = item.body as CommandBodies["case.settle"];
    chosen.set(body.conflict_id, body.choice);
  }
  return cases
    .flatMap((c) => (c.clashes ?? []).filter((one) => one.state === "open").map((one): OpenClash => ({ case: c, one, chosen: chosen.get(one.id) ?? "" })))
    .sort((a, b) => a.one.at.localeCompare(b.one.at));
}

export function settleCommand(c: CaseView, one: Clash, choice: "kept" | "sent"): NewCommand<"case.settle"> {
  return { type: "case.settle", body: { case_id: c.id, conflict_id: one.id, choice }, baseRev: c.rev, label: `Beda isian: ${c.subject.name || c.number}` };
}
