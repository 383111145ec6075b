/** What the holder sees: the server's documents with his own unsent work replayed on top. Pure. */
import type { AreaItem, Band, CaseBody, CaseEntry, CaseState, CommandBodies, GuideBlock, ListItem, Profile, ReportDoc } from "../kernel/contract";
import { matches, shorten } from "../kernel/text";
import type { MirrorDoc, OutboxItem, Snapshot } from "./model";
import { withAssessment, withCause, withMember } from "./family";
import { type Own, own } from "./own";
import { replayPlan } from "./plan";

export type Stage = "hp" | "terkirim" | "diterima" | "ditugaskan" | "selesai" | "ditolak" | "berhenti";

export interface CaseView extends CaseBody {
  id: string;
  rev: number;
  entries: (CaseEntry & { pending?: boolean })[];
  /** Types of own commands the server has not shown back yet. */
  pending: string[];
}

export interface ReportView {
  id: string;
  kind: string;
  title: string;
  story: string;
  areaCode: string;
  areaLabel: string;
  at: number;
  stage: Stage;
  caseId: string | null;
  caseNumber: string;
  answer: string;
  files: { arrived: number; total: number };
  /** What became of it, in plain words, oldest first. */
  steps: { at: string; text: string }[];
  problem: OutboxItem["problem"];
}

export interface Guide extends ListItem {
  icon?: string;
  summary?: string;
  body?: GuideBlock[];
  numbers?: { name: string; number: string; note?: string }[];
}

export interface View {
  cases: CaseView[];
  reports: ReportView[];
  profile: Profile | null;
  available: boolean;
  guides: Guide[];
  areas: AreaItem[];
  own: Own;
  list(name: string): ListItem[];
}

const ORDER: Record<string, number> = { darurat: 0, tinggi: 1, sedang: 2, rendah: 3, "": 4 };
const RICHNESS = { full: 2, summary: 1, masked: 0 };

export function view(snapshot: Pick<Snapshot, "docs" | "outbox" | "session" | "blobs">): View {
  const { docs, outbox, session } = snapshot;
  const lists = new Map(docs.filter((d) => d.kind === "list" || d.kind === "guide").map((d) => [d.id, items(d)]));
  const profile = (docs.find((d) => d.kind === "profile")?.body as Profile | undefined) ?? null;
  const areas = docs.filter((d) => d.kind === "arealist").flatMap((d) => (d.body as { areas: AreaItem[] }).areas);
  const list = (name: string): ListItem[] => lists.get(name) ?? [];
  const me = session?.person.name ?? "";
  const mine = outbox.filter((item) => item.state === "waiting" || (item.state === "accepted" && !item.settled));
  return {
    cases: cases(docs).map((c) => replay(c, mine, me, list)).sort(byUrgency),
    reports: reports(docs, outbox, snapshot.blobs, list, areas),
    profile,
    available: availability(mine, profile?.available ?? false),
    guides: list("guide") as Guide[],
    areas,
    own: own(docs, outbox),
    list,
  };
}

const items = (doc: MirrorDoc): ListItem[] => (doc.body as { items?: ListItem[] }).items ?? [];

function byUrgency(a: CaseView, b: CaseView): number {
  return (
    (ORDER[a.band] ?? 4) - (ORDER[b.band] ?? 4) ||
    (a.deadline_at ?? "9").localeCompare(b.deadline_at ?? "9") ||
    b.opened_at.localeCompare(a.opened_at)
  );
}

/** A case may lie in two spaces; the richer document wins, then the newer. */
function cases(docs: readonly MirrorDoc[]): CaseView[] {
  const best = new Map<string, MirrorDoc>();
  for (const doc of docs) {
    if (doc.kind !== "case") continue;
    const other = best.get(doc.id);
    if (!other || rank(doc) > rank(other)) best.set(doc.id, doc);
  }
  return [...best.values()].map((doc) => {
    const body = doc.body as CaseBody;
    return { ...body, id: doc.id, rev: doc.rev, entries: body.entries ?? [], pending: [] };
  });
}

const rank = (doc: MirrorDoc): number => doc.rev * 10 + RICHNESS[(doc.body as CaseBody).view];

/** One case with the holder's unsent commands on top, in the order he wrote them. */
export function replay(one: CaseView, outbox: readonly OutboxItem[], me: string, list: View["list"] = () => []): CaseView {
  let shown = one;
  for (const item of outbox) {
    if (!("case_id" in item.body) || item.body.case_id !== one.id) continue;
    if (item.state === "refused" || item.state === "fixed") continue;
    shown = { ...step(shown, item, me, list), pending: [...shown.pending, item.type] };
  }
  return shown;
}

function step(shown: CaseView, item: OutboxItem, me: string, list: View["list"]): CaseView {
  switch (item.type) {
    case "case.accept":
      return { ...shown, offer: null, mine: true, state: shown.state === "offered" ? "active" : shown.state };
    case "case.decline":
      return { ...shown, offer: null, mine: false };
    case "case.visit":
    case "case.note":
      return withEntry(shown, item, me);
    case "case.resolve": {
      const body = item.body as CommandBodies["case.resolve"];
      const name = list("outcome").find((o) => o.code === body.outcome)?.name ?? "";
      const after = withEntry(shown, item, me);
      return { ...after, state: "resolved", outcome: body.outcome, outcome_name: name, summary: body.summary };
    }
    case "member.save":
      return { ...shown, family: withMember(shown, item, list("relation")) };
    case "cause.suggest":
      return { ...shown, family: withCause(shown.family, item, me, list("cause")) };
    case "assessment.fill":
      return { ...shown, family: withAssessment(shown.family, item, me) };
    case "case.update":
      return changed(shown, (item.body as CommandBodies["case.update"]).changes);
    default:
      return replayPlan(shown, item, list);
  }
}

const KIND_NAMES: Record<string, string> = { visit: "Kunjungan", note: "Catatan", resolve: "Selesai ditangani" };

function withEntry(shown: CaseView, item: OutboxItem, me: string): CaseView {
  if (shown.entries.some((entry) => entry.id === item.id)) return shown;
  const body = item.body as Record<string, unknown>;
  const kind = item.type.slice("case.".length);
  const text = String(body.text ?? body.summary ?? "");
  const files = item.files.map((sha256) => ({ sha256, kind: "photo", arrived: false }));
  const entry = { id: item.id, kind, kind_name: KIND_NAMES[kind] ?? "", at: item.madeAt, by: me, text, data: body, files, pending: true };
  return { ...shown, entries: [...shown.entries, entry] };
}

function changed(shown: CaseView, changes: CommandBodies["case.update"]["changes"]): CaseView {
  const subject = { ...shown.subject };
  if (changes.subject_name !== undefined) subject.name = changes.subject_name ?? "";
  if (changes.subject_phone !== undefined) subject.phone = changes.subject_phone ?? "";
  if (changes.subject_age !== undefined) subject.age = changes.subject_age;
  return { ...shown, subject, place_note: changes.place_note === undefined ? shown.place_note : (changes.place_note ?? "") };
}

function availability(mine: readonly OutboxItem[], stored: boolean): boolean {
  const last = mine.filter((item) => item.type === "volunteer.availability").at(-1);
  return last ? (last.body as CommandBodies["volunteer.availability"]).available : stored;
}

const STAGES: Record<string, Stage> = {
  diterima: "diterima", ditugaskan: "ditugaskan", ditangani: "ditugaskan", selesai: "selesai", ditolak: "berhenti",
};
export const KINDS: Record<string, string> = { kasus: "Kasus", isu: "Isu", masukan: "Masukan", kegiatan: "Kegiatan" };

/** What has no need and no name is known by its first words: "Kegiatan: Posyandu lansia di RT 04". */
const titled = (kind: string, story: string): string => {
  const words = kind === "kasus" ? "" : shorten(story.trim(), 60);
  return [KINDS[kind] ?? "", words].filter(Boolean).join(": ");
};

/** The holder's reports: those on the phone and those the server tells of, newest first. */
function reports(docs: readonly MirrorDoc[], outbox: readonly OutboxItem[], blobs: Snapshot["blobs"], list: View["list"], areas: AreaItem[]): ReportView[] {
  const known = new Map(docs.filter((d) => d.kind === "report").map((d) => [d.id, d.body as ReportDoc]));
  const own = outbox.filter((item) => item.type === "report.submit" && item.state !== "fixed");
  const local = new Map(own.map((item) => [item.id, localReport(item, blobs, list, areas)]));
  const remote = [...known].map(([id, doc]) => withLocal(remoteReport(id, doc), local.get(id)));
  return [...[...local.values()].filter((r) => !known.has(r.id)), ...remote].sort((a, b) => b.at - a.at);
}

function localReport(item: OutboxItem, blobs: Snapshot["blobs"], list: View["list"], areas: AreaItem[]): ReportView {
  const body = item.body as CommandBodies["report.submit"];
  const stage = item.state === "refused" ? "ditolak" : item.state === "accepted" ? "terkirim" : "hp";
  const need = list("need").find((n) => n.code === body.need)?.name;
  return {
    id: item.id, kind: body.kind, title: body.subject?.name || need || titled(body.kind, body.story), story: body.story,
    areaCode: body.place.area_code, areaLabel: areaLabel(areas, body.place.area_code), at: Date.parse(item.madeAt),
    stage, caseId: null, caseNumber: "", answer: "", steps: [],
    files: { arrived: item.files.filter((sha) => blobs.get(sha)?.state === "done").length, total: item.files.length },
    problem: item.problem,
  };
}

function remoteReport(id: string, doc: ReportDoc): ReportView {
  return {
    id, kind: doc.kind, title: doc.need_name || titled(doc.kind, doc.story), story: doc.story, areaCode: doc.area_code,
    areaLabel: doc.area_label, at: Date.parse(doc.made_at), stage: STAGES[doc.state] ?? "diterima", caseId: doc.case_id,
    caseNumber: doc.case_number, answer: doc.answer, files: doc.files, steps: doc.steps ?? [], problem: null,
  };
}

/** The server's word on a report, under the name its writer knows; files this phone has just sent count. */
function withLocal(remote: ReportView, local: ReportView | undefined): ReportView {
  if (!local) return remote;
  const arrived = Math.max(remote.files.arrived, local.files.arrived);
  return { ...remote, title: local.title, files: { arrived, total: Math.max(remote.files.total, local.files.total) } };
}

/** "Kel. Pelambuan, Banjarmasin Barat": the fourth part of a code begins with 1 for a kelurahan, 2 for a desa. */
export function areaLabel(areas: readonly AreaItem[], code: string): string {
  const own = areas.find((a) => a.code === code);
  if (!own) return code ? "Wilayah terpilih" : "";
  if (code.length < 13) return code.length === 8 ? `Kec. ${own.name}` : own.name;
  const above = areas.find((a) => a.code === code.slice(0, 8));
  return `${code[9] === "1" ? "Kel." : "Desa"} ${own.name}${above ? `, ${above.name}` : ""}`;
}

export type CaseTab = "tangani" | "tawaran" | "sekitar";

export function casesOf(all: readonly CaseView[], tab: CaseTab, query: string): CaseView[] {
  const inTab = (c: CaseView): boolean =>
    tab === "tawaran" ? Boolean(c.offer) : tab === "tangani" ? c.mine && !c.offer : !c.mine && !c.offer;
  const text = (c: CaseView): string =>
    [c.number, c.subject.name, c.need_name, c.area_label, c.place_note ?? "", ...c.entries.map((e) => e.text)].join(" ");
  return all.filter((c) => inTab(c) && matches(query, text(c))).sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
}

const DONE: readonly CaseState[] = ["resolved", "closed", "rejected"];
export const isOpen = (c: { state: CaseState }): boolean => !DONE.includes(c.state);
const WEEK_MS = 7 * 24 * 3_600_000;

/** Own open cases that want a visit today: never visited, deadline today or past, or not seen for a week. */
export function toVisit(all: readonly CaseView[], today: number): { case: CaseView; why: string }[] {
  const due: { case: CaseView; why: string }[] = [];
  for (const c of all) {
    if (!c.mine || c.offer || !isOpen(c)) continue;
    const visits = c.entries.filter((e) => e.kind === "visit").map((e) => Date.parse(e.at));
    const last = Math.max(...visits, 0);
    if (!visits.length) due.push({ case: c, why: "belum dikunjungi" });
    else if (today - last > WEEK_MS) due.push({ case: c, why: "lebih dari seminggu" });
  }
  return due;
}

export const bandName: Record<Band, string> = { darurat: "Darurat", tinggi: "Tinggi", sedang: "Sedang", rendah: "Rendah" };
