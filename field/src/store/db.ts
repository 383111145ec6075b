/** The phone's database. In clear: ids, counts, sequence numbers, states. Everything else is sealed. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export type OutboxState = "waiting" | "accepted" | "refused" | "fixed";

export interface OutboxRow {
  id: string;
  seq: number;
  state: OutboxState;
  at: number;
  acceptedAt: number | null;
  settled: boolean;
  files: string[];
  sealed: Sealed;
  answer: Sealed | null;
}

export interface MirrorRow {
  key: string;
  space: string;
  kind: string;
  id: string;
  rev: number;
  /** Null for what is nobody's secret (lists, guides, area names): that is in `plain`. */
  sealed: Sealed | null;
  plain?: unknown;
}

/** Unsent work of a former holder: under his key, which nobody but the server can open. */
export interface CustodyRow {
  key: string;
  at: number;
  escrow: string;
  session: Sealed;
  rows: { id: string; seq: number; sealed: Sealed }[];
  /** The server could not read it; a person has to look. */
  broken: boolean;
}

export interface CustodyFile {
  key: string;
  custody: string;
  sha256: string;
  mime: string;
  sealed: Sealed;
}

/** A copy of somebody looked up online; gone at `until`. */
export interface LookupRow {
  id: string;
  until: number;
  sealed: Sealed;
}

export type BlobState = "kept" | "done" | "broken";

export interface BlobRow {
  sha256: string;
  kind: "photo" | "voice";
  mime: string;
  size: number;
  state: BlobState;
  offset: number;
  at: number;
  sealed: Sealed | null;
}

export interface DraftRow {
  id: string;
  updated: number;
  sealed: Sealed;
}

export interface Tables extends DBSchema {
  meta: { key: string; value: unknown };
  outbox: { key: string; value: OutboxRow; indexes: { seq: number } };
  mirror: { key: string; value: MirrorRow; indexes: { space: string } };
  cursors: { key: string; value: number };
  drafts: { key: string; value: DraftRow };
  blobs: { key: string; value: BlobRow };
  custody: { key: string; value: CustodyRow };
  custodyFiles: { key: string; value: CustodyFile; indexes: { custody: string } };
  lookups: { key: string; value: LookupRow };
}

export type Db = IDBPDatabase<Tables>;
/** What belongs to the holder; a former holder's parcels (`custody`, `custodyFiles`) are not his. */
export const TABLES = ["meta", "outbox", "mirror", "cursors", "drafts", "blobs", "lookups"] as const;

export function openDb(name: string): Promise<Db> {
  return openDB<Tables>(name, 2, {
    upgrade(db, before) {
      if (before < 2) {
        db.createObjectStore("custody", { keyPath: "key" });
        db.createObjectStore("custodyFiles", { keyPath: "key" }).createIndex("custody", "custody");
        db.createObjectStore("lookups", { keyPath: "id" });
      }
      if (before > 0) return;
      db.createObjectStore("meta");
      db.createObjectStore("outbox", { keyPath: "id" }).createIndex("seq", "seq");
      db.createObjectStore("mirror", { keyPath: "key" }).createIndex("space", "space");
      db.createObjectStore("cursors");
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("blobs", { keyPath: "sha256" });
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}
