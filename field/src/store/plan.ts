/** Own unsent work on plan, visits and aid, shown as if it had arrived. Pure. */
import type { CaseBody, CommandBodies, ListItem } from "../kernel/contract";
import type { OutboxItem } from "./model";

export function replayPlan<T extends CaseBody>(shown: T, item: OutboxItem, list: (name: string) => ListItem[]): T {
  if (item.type === "action.done") return ticked(shown, (item.body as CommandBodies["action.done"]).action_id);
  return item.type === "aid.give" ? given(shown, item, list) : shown;
}

function ticked<T extends CaseBody>(shown: T, id: string): T {
  if (!shown.plan) return shown;
  const goals = shown.plan.goals.map((goal) => ({
    ...goal, actions: goal.actions.map((one) => (one.id === id && !one.done ? { ...one, pending: true, done: true, done_by: one.done_by || "Anda" } : one)),
  }));
  return { ...shown, plan: { ...shown.plan, goals } };
}

function given<T extends CaseBody>(shown: T, item: OutboxItem, list: (name: string) => ListItem[]): T {
  const aid = shown.aid ?? { given: [], rules: {} };
  if (aid.given.some((one) => one.id === item.id)) return shown;
  const body = item.body as CommandBodies["aid.give"];
  const name = (of: string, code: string): string => list(of).find((one) => one.code === code)?.name ?? code;
  const line = {
    id: item.id, kind: body.kind, kind_name: name("aid_kind", body.kind), source_name: name("aid_source", body.source),
    on: body.given_on, worth: body.worth ?? null, member_id: body.member_id ?? null,
    to: shown.family?.members.find((m) => m.id === body.member_id)?.name ?? "", by: "Anda", pending: true,
  };
  return { ...shown, aid: { ...aid, given: [line, ...aid.given] } };
}
