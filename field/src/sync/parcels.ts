/** Former holders' sealed work on its way: text first, then photos one by one. It needs no PIN and no token
 *  of anybody on this phone, so it also goes while the phone is locked. */
import { type CustodyRow, type Db } from "../store/db";
import { sealedBody } from "../store/custody";
import { type Api, Refused } from "./api";

const BATCH = 25;

/** Sends what waits; answers how many commands and files arrived. Cut off anywhere, it goes on from there. */
export async function sendParcels(db: Db, api: Api): Promise<number> {
  let done = 0;
  for (const row of await db.getAll("custody")) {
    try {
      done += await sendOne(db, api, row);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401) await drop(db, row.key); // revoked as lost or stolen: nothing of it is taken
      else if (error.status === 422) await db.put("custody", { ...row, broken: true });
      else throw error;
    }
  }
  return done;
}

async function sendOne(db: Db, api: Api, row: CustodyRow): Promise<number> {
  const head = { format: "bubuhan-parcel-1" as const, escrow: row.escrow, session: sealedBody(row.session), way: "hp" as const };
  let left = row.rows;
  let done = 0;
  while (left.length) {
    const some = left.slice(0, BATCH).map(({ id, seq, sealed }) => ({ id, seq, sealed: sealedBody(sealed) }));
    const answer = await api.parcel({ ...head, commands: some, files: [], left: Math.max(left.length - some.length, 0) });
    const after = left.filter(({ id }) => !(id in answer.outcomes));
    if (after.length === left.length) return done;
    done += left.length - after.length;
    left = after;
    await db.put("custody", { ...row, rows: left });
  }
  for (const file of await db.getAllFromIndex("custodyFiles", "custody", row.key)) {
    const answer = await api.parcel({ ...head, commands: [], left: 0, files: [{ sha256: file.sha256, mime: file.mime, sealed: sealedBody(file.sealed) }] });
    if (!answer.files.includes(file.sha256)) return done;
    await db.delete("custodyFiles", file.key);
    done += 1;
  }
  await drop(db, row.key);
  return done;
}

async function drop(db: Db, key: string): Promise<void> {
  const tx = db.transaction(["custody", "custodyFiles"], "readwrite");
  for (const file of await tx.objectStore("custodyFiles").index("custody").getAllKeys(key)) await tx.objectStore("custodyFiles").delete(file);
  await tx.objectStore("custody").delete(key);
  await tx.done;
}
