/** From sealed rows to what screens read. */
import type { Db, DraftRow, MirrorRow, OutboxRow } from "./db";
import type { Draft, Lookup, MirrorDoc, OutboxItem } from "./model";
import type { Vault } from "./vault";

type Content = Pick<OutboxItem, "type" | "madeAt" | "baseRev" | "body" | "label">;
type Answer = Pick<OutboxItem, "problem" | "data">;

/** Commands in the order written. Sealed content never changes, so known items are not opened again. */
export async function readOutbox(db: Db, vault: Vault, known: OutboxItem[]): Promise<OutboxItem[]> {
  const before = new Map(known.map((item) => [item.id, item]));
  const rows = await db.getAll("outbox");
  const items = await Promise.all(rows.map((row) => outboxItem(row, vault, before.get(row.id))));
  return items.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

async function outboxItem(row: OutboxRow, vault: Vault, known?: OutboxItem): Promise<OutboxItem> {
  const content = known ?? (await vault.open<Content>(row.sealed));
  const answer = row.answer ? await vault.open<Answer>(row.answer) : { problem: null, data: {} };
  const { type, madeAt, baseRev, body, label } = content;
  const { id, seq, state, at, acceptedAt, settled, files } = row;
  return { id, seq, state, at, acceptedAt, settled, files, type, madeAt, baseRev, body, label, ...answer };
}

export async function readDocs(db: Db, vault: Vault): Promise<MirrorDoc[]> {
  const rows = await db.getAll("mirror");
  return Promise.all(rows.map((row) => mirrorDoc(row, vault)));
}

async function mirrorDoc(row: MirrorRow, vault: Vault): Promise<MirrorDoc> {
  const body = row.sealed ? await vault.open(row.sealed) : row.plain;
  return { space: row.space, kind: row.kind, id: row.id, rev: row.rev, body };
}

/** Copies of people looked up online that have not expired; the others are deleted here. */
export async function readLookups(db: Db, vault: Vault, at: number): Promise<Lookup[]> {
  const rows = await db.getAll("lookups");
  for (const row of rows) if (row.until <= at) await db.delete("lookups", row.id);
  const young = rows.filter((row) => row.until > at);
  return Promise.all(young.map((row) => vault.open<Lookup>(row.sealed)));
}

export async function readDrafts(db: Db, vault: Vault): Promise<Draft[]> {
  const rows: DraftRow[] = await db.getAll("drafts");
  const drafts = await Promise.all(rows.map((row) => vault.open<Draft>(row.sealed)));
  return drafts.sort((a, b) => b.updated - a.updated);
}
