/** The holder's own record: what he is asked to confirm, his wishes to change it, how he stands, his cards
 *  and who serves around him. Documents with his unsent words on top. Pure. */
import type { CardBody, ChangeItem, ChangeState, ChangesDoc, CommandBodies, ConfirmationDoc, Neighbour, StandingDoc, WantedChanges } from "../kernel/contract";
import type { MirrorDoc, OutboxItem } from "./model";

/** Where the holder's own words are: in this phone, sent, or refused; null when there are none underway. */
export type Underway = "hp" | "terkirim" | "ditolak" | null;

export interface ConfirmationView extends ConfirmationDoc {
  id: string;
  underway: Underway;
  /** What he said, while it is underway. */
  correct: boolean;
  saidAt: string | null;
  problem: OutboxItem["problem"];
}

export interface ChangeView {
  id: string;
  state: ChangeState | "hp" | "terkirim" | "ditolak";
  at: string;
  items: Pick<ChangeItem, "field" | "label" | "new">[];
  note: string;
  answer: string;
  by: string;
  problem: OutboxItem["problem"];
}

export interface StandingView extends StandingDoc {
  /** Criteria the holder has spoken about, and how far his words have come. */
  underway: Record<string, Underway>;
}

export interface Own {
  confirmations: ConfirmationView[];
  changes: ChangeView[];
  standings: StandingView[];
  cards: CardBody[];
  neighbours: Neighbour[];
}

export const CHANGE_LABELS: Record<keyof WantedChanges, string> = {
  phone: "Nomor HP", phone_other: "Nomor HP lain", address: "Alamat", area_code: "Tempat tinggal", name: "Nama", birth_date: "Tanggal lahir", nik: "NIK",
};

export function own(docs: readonly MirrorDoc[], outbox: readonly OutboxItem[]): Own {
  const bodies = <T>(kind: string): T[] => docs.filter((d) => d.kind === kind).map((d) => d.body as T);
  const live = outbox.filter((item) => item.state !== "fixed" && !(item.state === "accepted" && item.settled));
  const requests = bodies<ChangesDoc>("changes").flatMap((doc) => doc.requests);
  return {
    confirmations: docs.filter((d) => d.kind === "confirmation").map((d) => confirmation(d, live)).sort((a, b) => a.closes_on.localeCompare(b.closes_on)),
    changes: [...unsent(live, new Set(requests.map((r) => r.id))), ...requests.map(told)],
    standings: bodies<StandingDoc>("standing").map((doc) => standing(doc, live)),
    cards: bodies<{ cards: CardBody[] }>("card").flatMap((doc) => doc.cards),
    neighbours: bodies<{ people: Neighbour[] }>("neighbour").flatMap((doc) => doc.people),
  };
}

const STATES: Partial<Record<OutboxItem["state"], Exclude<Underway, null>>> = { waiting: "hp", accepted: "terkirim", refused: "ditolak" };
const underway = (item: OutboxItem | undefined): Underway => (item && STATES[item.state]) ?? null;

function confirmation(doc: MirrorDoc, live: readonly OutboxItem[]): ConfirmationView {
  const said = live.filter((i) => i.type === "volunteer.confirm" && (i.body as CommandBodies["volunteer.confirm"]).campaign_id === doc.id).at(-1);
  const body = said?.body as CommandBodies["volunteer.confirm"] | undefined;
  return {
    ...(doc.body as ConfirmationDoc), id: doc.id, underway: underway(said), correct: body?.correct ?? false,
    saidAt: said?.madeAt ?? null, problem: said?.problem ?? null,
  };
}

/** Not yet answered, by no means underway, and the first day has come. */
export const asksNow = (one: ConfirmationView, today: string): boolean =>
  one.underway === null && one.opens_on <= today && ["belum", "tidak_menjawab"].includes(one.answer);

function unsent(live: readonly OutboxItem[], known: ReadonlySet<string>): ChangeView[] {
  return live.flatMap((item) => {
    if (known.has(item.id)) return [];
    if (item.type === "person.request_change") {
      const body = item.body as CommandBodies["person.request_change"];
      return [change(item, body.changes, body.note ?? "")];
    }
    const body = item.body as CommandBodies["volunteer.confirm"];
    return item.type === "volunteer.confirm" && body.corrections ? [change(item, body.corrections, body.note ?? "")] : [];
  }).reverse();
}

function change(item: OutboxItem, wanted: WantedChanges, note: string): ChangeView {
  const items = (Object.keys(wanted) as (keyof WantedChanges)[]).map((field) => ({ field, label: CHANGE_LABELS[field], new: wanted[field] ?? "" }));
  return { id: item.id, state: underway(item) ?? "hp", at: item.madeAt, items, note, answer: "", by: "", problem: item.problem };
}

const told = (r: ChangesDoc["requests"][number]): ChangeView => ({
  id: r.id, state: r.state, at: r.made_at, items: r.items, note: r.note, answer: r.decision_note, by: r.decided_by, problem: null,
});

function standing(doc: StandingDoc, live: readonly OutboxItem[]): StandingView {
  const said: Record<string, Underway> = {};
  for (const item of live) {
    const body = item.body as CommandBodies["criterion.state"];
    if (item.type === "criterion.state" && body.membership_id === doc.membership_id) said[body.criterion] = underway(item);
  }
  return { ...doc, underway: said };
}

/** One path that draws all dark squares of a QR code, with its quiet zone of four around. */
export function qrPath(rows: readonly string[], quiet = 4): { size: number; path: string } {
  const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index + quiet} ${y + quiet}h${run[0].length}v1h-${run[0].length}z`));
  return { size: rows.length + 2 * quiet, path: runs.join("") };
}
