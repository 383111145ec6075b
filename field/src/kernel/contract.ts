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
export type VisitBody = Schemas["CaseVisit"];

export interface CommandBodies {
  "report.submit": Schemas["ReportSubmit"];
  "case.accept": Schemas["CaseAccept"];
  "case.decline": Schemas["CaseDecline"];
  "case.visit": Schemas["CaseVisit"];
  "case.note": Schemas["CaseNote"];
  "case.resolve": Schemas["CaseResolve"];
  "case.update": Schemas["CaseUpdate"];
  "volunteer.availability": Schemas["Availability"];
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
  offer?: { assignment_id: string; offered_at: string; by: string; note?: string } | null;
  reported_by_me?: boolean;
  entries?: CaseEntry[];
  outcome?: string;
  outcome_name?: string;
  summary?: string;
  field_revs?: Record<string, number>;
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
}

export interface Profile {
  name: string;
  phone: string;
  area_code: string;
  area_label: string;
  available: boolean;
  memberships: {
    pillar: string;
    pillar_name: string;
    area_label: string;
    position: string;
    decree_no: string;
    started_on: string | null;
  }[];
  coordinator: { name: string; phone?: string } | null;
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
