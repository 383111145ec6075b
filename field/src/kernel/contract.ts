/** What the phone and the server say to each other. Wire shapes come from contract/openapi.json. */
import type { components } from "../generated/schema";

type Schemas = components["schemas"];
export type EnrolAnswer = Schemas["EnrolAnswer"];
export type Person = Schemas["PersonBody"];
export type Receipt = Schemas["ReceiptBody"];
export type PushAnswer = Schemas["PushAnswer"];
export type PullAnswer = Schemas["PullAnswer"];
export type WireDoc = Schemas["DocBody"];
export type Problem = Schemas["ProblemBody"];
export type FileRef = Schemas["FileRef"];
export type ReportBody = Schemas["ReportSubmit"];
export type PhoneState = Schemas["PhoneState"];
export type SealedBody = Schemas["SealedBody"];
export type ParcelBody = Schemas["ParcelBody"];
export type ParcelAnswer = Schemas["ParcelAnswer"];
export type PersonQuestion = Schemas["PersonRequest"];
export type PersonAnswer = Schemas["PersonAnswer"];
export type FoundPerson = Schemas["FoundPerson"];
export type VisitBody = Schemas["CaseVisit"];

/** New values of one's own record; what is left out stays, "" empties a contact. */
export interface WantedChanges {
  phone?: string;
  phone_other?: string;
  address?: string;
  area_code?: string;
  name?: string;
  birth_date?: string;
  nik?: string;
}

export interface CommandBodies {
  "report.submit": Schemas["ReportSubmit"];
  "case.accept": Schemas["CaseAccept"];
  "case.decline": Schemas["CaseDecline"];
  "case.visit": Schemas["CaseVisit"];
  "case.note": Schemas["CaseNote"];
  "case.resolve": Schemas["CaseResolve"];
  "case.update": Schemas["CaseUpdate"];
  "member.save": Schemas["MemberSave"];
  "cause.suggest": Schemas["CauseSuggest"];
  "assessment.fill": Schemas["AssessmentFill"];
  "case.settle": { case_id: string; conflict_id: string; choice: "kept" | "sent" };
  "action.done": Schemas["ActionDone"];
  "aid.give": Schemas["AidGive"];
  "duty.swap_ask": { shift_id: string; colleague_id?: string | null; note?: string };
  "duty.swap_answer": { swap_id: string; accept: boolean; withdraw?: boolean };
  "volunteer.availability": Schemas["Availability"];
  "volunteer.confirm": { campaign_id: string; membership_ids: string[]; correct: boolean; corrections?: WantedChanges; note?: string };
  "person.request_change": { membership_id?: string; changes: WantedChanges; note?: string };
  "notify.subscribe": { endpoint: string; p256dh: string; auth: string; label?: string };
  "notify.unsubscribe": { endpoint: string };
  "notify.prefer": { paces: Record<string, string>; quiet_from?: string; quiet_to?: string; order?: string[] };
  "notify.test": Record<string, never>;
  "criterion.state": { membership_id: string; criterion: string; answer: "pernyataan"; note?: string; file?: { sha256: string; mime: string; bytes: number } };
}
export type CommandType = keyof CommandBodies;

export interface Envelope<T extends CommandType = CommandType> {
  id: string;
  seq: number;
  type: T;
  made_at: string;
  base_rev?: number;
  body: CommandBodies[T];
}

export type Band = "darurat" | "tinggi" | "sedang" | "rendah";
export type CaseState = "waiting" | "offered" | "active" | "resolved" | "closed" | "rejected";

export interface CaseEntry {
  id: string;
  kind: string;
  kind_name: string;
  at: string;
  by: string;
  text: string;
  data: Record<string, unknown>;
  files: { sha256: string; kind: string; arrived: boolean }[];
}

/** Only `view: "full"` carries the optional parts. */
export interface CaseBody {
  number: string;
  view: "full" | "summary" | "masked";
  state: CaseState;
  band: Band | "";
  need: string;
  need_name: string;
  sensitive: boolean;
  area_code: string;
  area_label: string;
  subject: { name: string; sex?: string; age?: number | null; phone?: string };
  opened_at: string;
  mine: boolean;
  place_note?: string;
  lat?: number | null;
  lon?: number | null;
  reasons?: string[];
  deadline_at?: string | null;
  responder?: { person_id: string; name: string; pillar: string; state: string } | null;
  supporters?: { person_id: string; name: string; pillar: string; state: string; note: string }[];
  offer?: { assignment_id: string; offered_at: string; by: string; note?: string; part?: "lead" | "support"; lapses_at?: string | null } | null;
  reported_by_me?: boolean;
  entries?: CaseEntry[];
  outcome?: string;
  outcome_name?: string;
  summary?: string;
  field_revs?: Record<string, number>;
  plan?: CasePlan | null;
  aid?: CaseAid | null;
  family?: FamilyDoc | null;
  clashes?: Clash[] | null;
  referrals?: CaseReferrals | null;
}

/** Where a case was referred to, in sentences; and who is on the way home. */
export interface CaseReferrals {
  referrals: ReferralItem[];
  journeys: JourneyItem[];
}

export interface ReferralItem {
  id: string;
  number: string;
  partner: string;
  service: string;
  phone: string;
  state: "sent" | "seen" | "accepted" | "waiting" | "declined" | "done" | "revoked";
  says: string;
  papers: string[];
  open: boolean;
  sent_at: string;
}

export interface JourneyItem {
  id: string;
  number: string;
  to: string;
  place: string;
  state: "preparing" | "travelling" | "arrived" | "missing" | "cancelled";
  says: string;
  companion: string;
  companion_phone: string;
  legs: { mode: string; start: string; end: string; leaves_at: string | null; carrier: string }[];
}

/** Two hands wrote the same field: the holder's value and the one that stands. */
export interface Clash {
  id: string;
  field: string;
  name: string;
  yours: string;
  theirs: string;
  their_name: string;
  at: string;
  state: "open" | "settled";
  choice: "" | "kept" | "sent";
  settled_by: string;
}

/** What the holder was told, and how he wants to be told. */
export interface NotifyDoc {
  public_key: string;
  topics: { code: string; name: string; pace: string }[];
  quiet: { from: string; to: string } | null;
  night: { from: string; to: string };
  order: string[];
  ways: { code: string; name: string }[];
  browsers: { id: string; label: string; since: string }[];
  items: { id: string; at: string; title: string; text: string; path: string; said: string }[];
}

export interface FamilyMember {
  id: string;
  name: string;
  relation: string;
  relation_name: string;
  sex: string;
  age: number | null;
  /** The day of birth, where it is known; then the age follows from it. */
  born: string | null;
  phone: string;
  /** The NIK is on record; the number itself never comes to a phone. */
  identified: boolean;
  residence: string;
  residence_name: string;
  guardian: boolean;
  suspected: boolean;
  types: { code: string; name: string }[];
  pending?: boolean;
}

/** One cause on the tree; `also` are the ids under which it was named again. */
export interface FamilyCause {
  id: string;
  code: string;
  name: string;
  icon: string;
  note: string;
  whose: string;
  whose_name: string;
  sureness: string;
  sureness_name: string;
  parents: string[];
  also: string[];
  said: string[];
  files: number;
  by: string;
  at: string;
  pending?: boolean;
}

/** One filled form; `pending` holds the answers of one that has not been sent. */
export interface FamilyAssessment {
  id: string;
  instrument: string;
  name: string;
  version: number;
  moment: string;
  moment_name: string;
  score: number;
  most: number;
  better: "high" | "low";
  band: string;
  band_name: string;
  advice: string;
  member: string;
  strengths: string[];
  needs: string[];
  at: string;
  by: string;
  pending?: Record<string, unknown>;
}

/** Household, causes and measures of a case that is seen in full. */
export interface FamilyDoc {
  home: { area_label: string; address: string; note: string } | null;
  members: FamilyMember[];
  causes: FamilyCause[];
  roots: string[];
  assessments: FamilyAssessment[];
}

export interface PlanVisit {
  id: string;
  topic: string;
  note: string;
  due_on: string;
  miss_on: string;
  mine: boolean;
}

export interface PlanStep {
  id: string;
  text: string;
  service: string;
  owner: "responder" | "officer" | "partner" | "family";
  owner_name: string;
  mine: boolean;
  due_on: string | null;
  done: boolean;
  done_by: string;
  pending?: boolean;
}

/** The plan in force, the visits that were promised, and whether somebody should look again. */
export interface CasePlan {
  version: number;
  agreed: string;
  review_on: string | null;
  goals: { text: string; cause: string; measure: string; actions: PlanStep[] }[];
  schedules: { id: string; topic: string; note: string; rhythm: string; until_on: string | null; by: string }[];
  visits: PlanVisit[];
  missed: number;
  last_visit: { on: string; by: string; condition: string; found: string } | null;
  follow_up: { id: string; due_on: string; before: number | null; mine: boolean } | null;
}

/** What was given lately, and how often each of these kinds may be given. */
export interface CaseAid {
  given: { id: string; kind: string; kind_name: string; source_name: string; on: string; worth: number | null; member_id: string | null; to: string; by: string; pending?: boolean }[];
  rules: Record<string, { per: "person" | "household"; days: number }>;
}

export interface ReportDoc {
  kind: string;
  need: string;
  need_name: string;
  story: string;
  area_code: string;
  area_label: string;
  made_at: string;
  received_at: string;
  state: string;
  case_id: string | null;
  case_number: string;
  answer: string;
  files: { arrived: number; total: number };
  /** What became of it, oldest first; an older server tells none. */
  steps?: { at: string; text: string }[];
}

/** What an older server does not tell yet is optional. */
export interface Profile {
  name: string;
  phone: string;
  phone_other?: string;
  address?: string;
  birth_date?: string;
  nik_masked?: string;
  home_code?: string;
  home_label?: string;
  area_code: string;
  area_label: string;
  available: boolean;
  memberships: {
    id?: string;
    member_no?: string;
    pillar: string;
    pillar_name: string;
    area_label: string;
    position: string;
    decree_no: string;
    started_on: string | null;
    ends_on?: string | null;
    confirmed_at?: string | null;
  }[];
  coordinator: { name: string; phone?: string } | null;
}

/** What the holder is asked to confirm once a year. */
export interface ConfirmationDoc {
  title: string;
  opens_on: string;
  closes_on: string;
  open: boolean;
  note: string;
  by: string;
  reminded_at: string | null;
  answer: "belum" | "dikonfirmasi" | "dikoreksi" | "tidak_menjawab";
  way: string;
  answered_at: string | null;
  person: { name: string; phone: string; phone_other: string; address: string; area_code: string; area_label: string; nik: string };
  memberships: { membership_id: string; pillar: string; pillar_name: string; area_label: string; position: string; decree_no: string }[];
}

export type ChangeState = "waiting" | "returned" | "approved" | "refused" | "withdrawn";

export interface ChangeItem {
  field: string;
  label: string;
  old: string;
  new: string;
  applied: boolean | null;
}

export interface ChangesDoc {
  requests: {
    id: string;
    state: ChangeState;
    state_label: string;
    note: string;
    made_at: string;
    decided_at: string | null;
    decided_by: string;
    decision_note: string;
    items: ChangeItem[];
  }[];
}

/** How one membership stands: what is missing, and why. */
export interface StandingDoc {
  membership_id: string;
  pillar_name: string;
  area_label: string;
  verdict: string;
  verdict_label: string;
  headline: string;
  missing: string[];
  grade: "sah" | "perbaiki" | "ragu" | "";
  grade_label: string;
  reasons: string[];
  criteria: { code: string; name: string; answer: string; answer_label: string; need: string; why: string }[];
}

/** A member card; `qr` are the squares of its code, dark as "1", without the quiet zone. */
export interface CardBody {
  id: string;
  number: string;
  name: string;
  pillar_name: string;
  area_label: string;
  issued_on: string;
  valid_until: string;
  state: string;
  code: string;
  qr: string[];
}

/** Somebody who serves nearby: enough to notice that one means him. */
export interface Neighbour {
  id: string;
  name: string;
  key: string;
  year: number;
  area: string;
  pillar: string;
}

export interface ListItem {
  code: string;
  name: string;
  data?: Record<string, unknown>;
}

export interface GuideBlock {
  kind: "p" | "h" | "ul" | "ol";
  text?: string;
  items?: string[];
}

export interface AreaItem {
  code: string;
  name: string;
  level: string;
  lat: number | null;
  lon: number | null;
}
