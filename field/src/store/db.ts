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
}

export type Db = IDBPDatabase<Tables>;
export const TABLES = ["meta", "outbox", "mirror", "cursors", "drafts", "blobs"] as const;

export function openDb(name: string): Promise<Db> {
  return openDB<Tables>(name, 1, {
    upgrade(db) {
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
