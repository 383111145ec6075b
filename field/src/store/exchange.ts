/** What the post office may do with the store: take what waits, put down what came back. */
import type { Envelope, PullAnswer, PushAnswer, Receipt } from "../kernel/contract";
import { now } from "../kernel/clock";
import type { MirrorRow, OutboxRow, Sealed } from "./db";
import type { OutboxItem } from "./model";
import { align } from "./sequence";
import type { Store } from "./store";

const KEEP_SETTLED_MS = 30 * 24 * 3_600_000;

/** The next commands to send, in order. */
export function nextBatch(outbox: readonly OutboxItem[], most: number): Envelope[] {
  return outbox
    .filter((item) => item.state === "waiting")
    .sort((a, b) => a.seq - b.seq)
    .slice(0, most)
    .map((item) => ({
      id: item.id,
      seq: item.seq,
      type: item.type,
      made_at: item.madeAt,
      ...(item.baseRev === null ? {} : { base_rev: item.baseRev }),
      body: item.body,
    }));
}

export interface Pushed {
  accepted: number;
  refused: number;
  renumbered: number;
}

/** Puts the receipts down and keeps the numbers in step with the server. */
export async function applyPush(store: Store, answer: PushAnswer): Promise<Pushed> {
  const told = answer.receipts.filter((r) => r.problem?.code !== "seq_conflict");
  const sealed = new Map<Receipt, Sealed>();
  for (const receipt of told) {
    sealed.set(receipt, await store.vault.seal({ problem: receipt.problem, data: receipt.data }));
  }
  const result: Pushed = { accepted: 0, refused: 0, renumbered: 0 };
  const tx = store.db.transaction(["outbox", "meta"], "readwrite");
  const outbox = tx.objectStore("outbox");
  const rows = new Map<string, OutboxRow>((await outbox.getAll()).map((row) => [row.id, row]));
  for (const [receipt, secret] of sealed) {
    const row = receipt.id ? rows.get(receipt.id) : undefined;
    if (!row || row.state !== "waiting") continue;
    const state = receipt.outcome === "refused" ? "refused" : "accepted";
    const after: OutboxRow = { ...row, state, acceptedAt: now(), answer: secret };
    rows.set(row.id, after);
    await outbox.put(after);
    result[state] += 1;
  }
  const { changed, next } = align([...rows.values()], answer.next_seq);
  for (const row of changed) await outbox.put({ ...row, acceptedAt: null, settled: false });
  result.renumbered = changed.length;
  await tx.objectStore("meta").put(next, "seq");
  await tx.done;
  await store.refresh("outbox");
  store.tell("outbox");
  return result;
}

/** One page of documents of one space. Answers the position to go on from. */
export async function applyPull(store: Store, space: string, answer: PullAnswer): Promise<void> {
  const rows: (MirrorRow | string)[] = [];
  for (const doc of answer.docs) {
    const key = `${space} ${doc.kind} ${doc.id}`;
    if (doc.gone || !doc.body) rows.push(key);
    else rows.push({ key, space, kind: doc.kind, id: doc.id, rev: doc.rev ?? 0, ...(await kept(store, doc.kind, doc.body)) });
  }
  const tx = store.db.transaction(["mirror", "cursors"], "readwrite");
  const mirror = tx.objectStore("mirror");
  if (answer.reset) {
    for (const key of await mirror.index("space").getAllKeys(space)) await mirror.delete(key);
  }
  for (const row of rows) {
    if (typeof row === "string") await mirror.delete(row);
    else await mirror.put(row);
  }
  await tx.objectStore("cursors").put(answer.next, space);
  await tx.done;
}

/** Lists, guides and area names are printed in every office: kept open, so that they outlive a change of
 *  holder and a new one can report at once, without signal. Everything else is sealed. */
const OPEN_KINDS: ReadonlySet<string> = new Set(["list", "guide", "arealist", "instrument"]);

async function kept(store: Store, kind: string, body: unknown): Promise<Pick<MirrorRow, "sealed" | "plain">> {
  return OPEN_KINDS.has(kind) ? { sealed: null, plain: body } : { sealed: await store.vault.seal(body) };
}

export async function dropSpace(store: Store, space: string): Promise<void> {
  await applyPull(store, space, { docs: [], next: 0, more: false, reset: true });
}

export const cursor = async (store: Store, space: string): Promise<number> =>
  (await store.db.get("cursors", space)) ?? 0;

/** After a whole pull: what was accepted before it began is now in the documents and need not be replayed.
 *  Old, settled work and files that nothing points to are cleared away. */
export async function settle(store: Store, pullBegan: number): Promise<void> {
  const drafted = new Set(store.snapshot.get().drafts.flatMap((d) => d.files.map((f) => f.sha256)));
  const tx = store.db.transaction(["outbox", "blobs"], "readwrite");
  const outbox = tx.objectStore("outbox");
  const used = new Set<string>();
  for (const row of await outbox.getAll()) {
    const arrived = row.state === "accepted" && row.acceptedAt !== null && row.acceptedAt < pullBegan;
    const old = row.at < pullBegan - KEEP_SETTLED_MS && row.state !== "waiting" && row.state !== "refused";
    if (old && row.settled) await outbox.delete(row.id);
    else {
      for (const sha of row.files) used.add(sha);
      if (arrived && !row.settled) await outbox.put({ ...row, settled: true });
    }
  }
  const blobs = tx.objectStore("blobs");
  for (const blob of await blobs.getAll()) {
    const young = blob.at > pullBegan - 3_600_000;
    if (!young && !used.has(blob.sha256) && !drafted.has(blob.sha256)) await blobs.delete(blob.sha256);
  }
  await tx.done;
  await store.refresh("outbox", "docs", "blobs");
  store.tell("outbox", "docs", "blobs");
}

/** Files of commands the server has: text first, then these, oldest first. With `all` also those whose
 *  text still waits. */
export function filesToSend(outbox: readonly OutboxItem[], blobs: ReadonlyMap<string, { state: string }>, all = false): string[] {
  const found = outbox.filter((item) => item.state === "accepted" || (all && item.state === "waiting")).flatMap((item) => item.files);
  return [...new Set(found)].filter((sha) => blobs.get(sha)?.state === "kept");
}
