/** A phone that changes hands: the former holder's unsent work is put aside under his own key, which the
 *  server alone can open; the next holder begins with an empty store. Nothing here needs the former's PIN. */
import type { ParcelBody, SealedBody } from "../kernel/contract";
import { now } from "../kernel/clock";
import { randomName, toBase64 } from "../kernel/escrow";
import { type BlobRow, type CustodyRow, type Db, type OutboxRow, type Sealed, TABLES } from "./db";
import type { Session } from "./model";
import { forge, sealWith } from "./vault";

export interface Door {
  device: string;
  escrowKey: string;
  handoverKey: string;
}

export const door = async (db: Db): Promise<Door | null> => ((await db.get("meta", "door")) as Door | undefined) ?? null;

export interface Taking {
  code: string;
  who: string;
  deviceName: string;
  pin: string;
  iterations?: number;
}

/** All in one transaction: a phone that dies half-way has either holder, never none and never both. */
export async function changeHands(db: Db, taking: Taking): Promise<CryptoKey> {
  const known = await door(db);
  const forged = await forge(taking.pin, taking.iterations, known?.escrowKey ?? "");
  const session = await sealWith(forged.key, newcomer(taking));
  const tx = db.transaction([...TABLES, "custody", "custodyFiles"], "readwrite");
  const meta = tx.objectStore("meta");
  const parcel = parcelRow(known?.device ?? "", (await meta.get("escrow")) as string, (await meta.get("session")) as Sealed, await tx.objectStore("outbox").getAll());
  const files = unsentFiles(await tx.objectStore("outbox").getAll(), await tx.objectStore("blobs").getAll());
  if (parcel && (parcel.rows.length || files.length)) {
    await tx.objectStore("custody").put(parcel);
    for (const file of files) {
      const { sha256, mime, sealed } = file;
      await tx.objectStore("custodyFiles").put({ key: `${parcel.key} ${sha256}`, custody: parcel.key, sha256, mime, sealed: sealed! });
    }
  }
  const persisted = await meta.get("persisted");
  for (const table of ["meta", "outbox", "cursors", "drafts", "blobs", "lookups"] as const) await tx.objectStore(table).clear();
  await dropSealed(tx.objectStore("mirror"));
  const kept: Record<string, unknown> = { lock: forged.lock, escrow: forged.escrow, session, seq: 1, persisted, door: { device: "", escrowKey: known?.escrowKey ?? "", handoverKey: "" } };
  for (const [key, value] of Object.entries(kept)) if (value !== undefined) await meta.put(value, key);
  await tx.done;
  return forged.key;
}

function newcomer({ code, who, deviceName }: Taking): Session {
  const person = { id: null, name: who, role: "relawan", area_code: "", area_label: "" };
  return { device: "", token: "", spaces: [], person, deviceName, enrolledAt: now(), pendingCode: code };
}

function parcelRow(device: string, escrow: string | undefined, session: Sealed | undefined, outbox: readonly OutboxRow[]): CustodyRow | null {
  if (!escrow || !session) return null;
  const rows = outbox.filter((row) => row.state === "waiting").sort((a, b) => a.seq - b.seq);
  return { key: device || randomName(), at: now(), escrow, session, rows: rows.map(({ id, seq, sealed }) => ({ id, seq, sealed })), broken: false };
}

function unsentFiles(outbox: readonly OutboxRow[], blobs: readonly BlobRow[]): BlobRow[] {
  const wanted = new Set(outbox.filter((row) => row.state === "waiting" || row.state === "accepted").flatMap((row) => row.files));
  return blobs.filter((blob) => wanted.has(blob.sha256) && blob.state === "kept" && blob.sealed);
}

interface Mirror {
  getAll(): Promise<{ key: string; sealed: Sealed | null }[]>;
  delete(key: string): Promise<void>;
}

/** Removes every document but the open ones. */
export async function dropSealed(mirror: Mirror): Promise<void> {
  for (const row of await mirror.getAll()) if (row.sealed) await mirror.delete(row.key);
}

/** How many commands and files of former holders wait here. */
export async function countCustody(db: Db): Promise<number> {
  const rows = await db.getAll("custody");
  return rows.reduce((sum, row) => sum + row.rows.length, 0) + (await db.count("custodyFiles"));
}

/** What would be lost without a parcel: counts that can be read while the phone is locked. */
export async function atStake(db: Db): Promise<{ waiting: number; files: number; drafts: number; sealable: boolean }> {
  const outbox = await db.getAll("outbox");
  return {
    waiting: outbox.filter((row) => row.state === "waiting").length,
    files: unsentFiles(outbox, await db.getAll("blobs")).length,
    drafts: await db.count("drafts"),
    sealable: Boolean(await db.get("meta", "escrow")),
  };
}

export const sealedBody = (sealed: Sealed): SealedBody => ({ iv: toBase64(sealed.iv), data: toBase64(sealed.data) });

/** The present holder's unsent work as a parcel: for a file that is carried to the office. Works while locked;
 *  nobody on the way can read it. Null when there is nothing, or no key of the server. */
export async function ownParcel(db: Db): Promise<ParcelBody | null> {
  const outbox = await db.getAll("outbox");
  const parcel = parcelRow("", (await db.get("meta", "escrow")) as string | undefined, (await db.get("meta", "session")) as Sealed | undefined, outbox);
  const files = unsentFiles(outbox, await db.getAll("blobs"));
  if (!parcel || !(parcel.rows.length || files.length)) return null;
  return {
    format: "bubuhan-parcel-1", escrow: parcel.escrow, session: sealedBody(parcel.session), left: 0, way: "berkas",
    commands: parcel.rows.map(({ id, seq, sealed }) => ({ id, seq, sealed: sealedBody(sealed) })),
    files: files.slice(0, 100).map(({ sha256, mime, sealed }) => ({ sha256, mime, sealed: sealedBody(sealed!) })),
  };
}
