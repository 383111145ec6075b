/** The phone's own nouns, as they are once unsealed. */
import type { CommandBodies, CommandType, FileRef, FoundPerson, Person, Problem } from "../kernel/contract";
import type { BlobState, OutboxState } from "./db";

export interface Session {
  device: string;
  token: string;
  spaces: string[];
  person: Person;
  deviceName: string;
  enrolledAt: number;
  /** Taken over without signal: the code that will make this phone known to the server. */
  pendingCode?: string;
}

/** What the server told of somebody outside this phone's spaces; deleted at `until`. */
export interface Lookup {
  id: string;
  asked: string;
  at: number;
  until: number;
  people: FoundPerson[];
}

export interface OutboxItem {
  id: string;
  seq: number;
  state: OutboxState;
  at: number;
  acceptedAt: number | null;
  settled: boolean;
  files: string[];
  type: CommandType;
  madeAt: string;
  baseRev: number | null;
  body: CommandBodies[CommandType];
  label: string;
  problem: Problem | null;
  data: Record<string, unknown>;
}

export interface MirrorDoc {
  space: string;
  kind: string;
  id: string;
  rev: number;
  body: unknown;
}

export interface BlobInfo {
  sha256: string;
  kind: "photo" | "voice";
  mime: string;
  size: number;
  state: BlobState;
  offset: number;
  at: number;
}

/** A form half filled in. `form` says which one; `data` belongs to that form. */
export interface Draft {
  id: string;
  form: "report" | "visit" | "note" | "resolve" | "update" | "record" | "aid" | "cause" | "assessment" | "member" | "words";
  updated: number;
  /** The case it belongs to; of a `record`, the campaign that asked for it, if one did. */
  caseId: string | null;
  /** The refused command that this draft repairs. */
  repairs: string | null;
  data: Record<string, unknown>;
  files: FileRef[];
}

export interface NewCommand<T extends CommandType = CommandType> {
  type: T;
  body: CommandBodies[T];
  label: string;
  baseRev?: number | null;
  files?: FileRef[];
}

export type Phase = "loading" | "new" | "locked" | "open" | "wiped";

export interface SyncNotes {
  lastPush: number | null;
  lastPull: number | null;
  clockOffset: number;
}

export interface Snapshot {
  phase: Phase;
  session: Session | null;
  outbox: OutboxItem[];
  docs: MirrorDoc[];
  drafts: Draft[];
  blobs: Map<string, BlobInfo>;
  notes: SyncNotes;
  /** How many commands wait, known even while locked. */
  waiting: number;
  /** Commands and files of former holders that wait here, sealed. */
  custody: number;
  lookups: Lookup[];
  persisted: boolean | null;
}

export const EMPTY: Snapshot = {
  phase: "loading",
  session: null,
  outbox: [],
  docs: [],
  drafts: [],
  blobs: new Map(),
  notes: { lastPush: null, lastPull: null, clockOffset: 0 },
  waiting: 0,
  custody: 0,
  lookups: [],
  persisted: null,
};
