/** One round of the post: text up, documents down, then photos. Each part may be cut off at any point. */
import { clockOffset, now } from "../kernel/clock";
import { type Pushed, applyPull, applyPush, cursor, dropSpace, filesToSend, nextBatch, settle } from "../store/exchange";
import type { PhoneState, PushAnswer } from "../kernel/contract";
import type { Session } from "../store/model";
import { syncState } from "../store/ports";
import type { Store } from "../store/store";
import { type Api, Refused } from "./api";

const MOST_PAGES = 500;

export interface Round {
  accepted: number;
  refused: number;
  files: number;
}

const session = (store: Store): Session => {
  const found = store.snapshot.get().session;
  if (!found) throw new Error("not enrolled");
  return found;
};

/** Sends what waits, batch after batch, until nothing waits or the server stops.
 *
 *  With `probe` it first asks which number the server expects. Numbers below that were either sent in a push
 *  whose answer was lost, or given to others: they go alone, so that nothing overtakes them. */
export async function pushAll(store: Store, api: Api, version: string, probe = false): Promise<Pushed> {
  const sum: Pushed = { accepted: 0, refused: 0, renumbered: 0 };
  const { token, device } = session(store);
  const phone = await phoneState(store);
  const { commands: pace } = api.paces;
  let idle = 0;
  let expected = 0;
  let asking = probe && store.snapshot.get().waiting > 0;
  for (;;) {
    const { outbox } = store.snapshot.get();
    const next = nextBatch(outbox, pace.size);
    const early = next.filter((command) => command.seq < expected);
    const commands = asking ? [] : early.length ? early : next;
    const pending = outbox.filter((item) => item.state === "waiting").length;
    const sentAt = now();
    const sent_at = new Date(sentAt).toISOString();
    let answer;
    try {
      const push = (): Promise<PushAnswer> => api.push(token, { device, commands, sent_at, app_version: version, pending, phone });
      answer = await (commands.length ? pace.learn(push) : push());
    } catch (error) {
      if (!(error instanceof Refused && error.status === 413 && commands.length > 1)) throw error;
      continue; // the next batch is smaller
    }
    await store.note({ lastPush: now(), clockOffset: clockOffset(answer.server_time, sentAt, now()) });
    expected = answer.next_seq;
    if (asking) {
      asking = false;
      continue;
    }
    const done = await applyPush(store, answer);
    sum.accepted += done.accepted;
    sum.refused += done.refused;
    sum.renumbered += done.renumbered;
    idle = done.accepted + done.refused > 0 ? 0 : idle + 1;
    const left = store.snapshot.get().waiting;
    if (left === 0 || idle > 2) return sum;
  }
}

/** Fetches every space to its end. A space the phone has lost leaves the phone. */
export async function pullAll(store: Store, api: Api): Promise<void> {
  const { token, spaces } = session(store);
  const began = now();
  for (const space of spaces) {
    try {
      await pullSpace(store, api, token, space);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 403)) throw error;
      await dropSpace(store, space);
    }
  }
  await settle(store, began);
  await store.note({ lastPull: now() });
}

async function pullSpace(store: Store, api: Api, token: string, space: string): Promise<void> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const after = await cursor(store, space);
    const answer = await api.paces.documents.learn(() => api.pull(token, space, after, api.paces.documents.size));
    await applyPull(store, space, answer);
    if (!answer.more) return;
  }
}

/** What this phone tells of itself at each contact: supervisors see whose work is stuck. */
async function phoneState(store: Store): Promise<PhoneState> {
  const { outbox, blobs, persisted } = store.snapshot.get();
  const oldest = outbox.find((item) => item.state === "waiting");
  const estimate = await globalThis.navigator?.storage?.estimate?.().catch(() => undefined);
  return {
    oldest_at: oldest ? new Date(oldest.at).toISOString() : null,
    files: filesToSend(outbox, blobs, true).length,
    storage_used: estimate?.usage ?? null,
    storage_quota: estimate?.quota ?? null,
    persisted,
  };
}

/** Sends files in parts, from wherever the server has got to. Answers how many are now complete. */
export async function sendFiles(store: Store, api: Api): Promise<number> {
  const { outbox, blobs } = store.snapshot.get();
  let done = 0;
  for (const sha of filesToSend(outbox, blobs)) {
    if (await sendFile(store, api, sha)) done += 1;
  }
  return done;
}

async function sendFile(store: Store, api: Api, sha: string): Promise<boolean> {
  const { token } = session(store);
  const file = await store.readFile(sha);
  if (!file) return false;
  const total = file.data.byteLength;
  // A file never begun needs no question: the first part goes at once, and 409 would tell the place.
  const begun = (store.snapshot.get().blobs.get(sha)?.offset ?? 0) > 0;
  let { offset, complete } = begun ? await api.fileState(token, sha) : { offset: 0, complete: false };
  while (!complete) {
    progress(sha, offset, total);
    const part = file.data.slice(offset, offset + api.paces.bytes.size);
    const from = offset;
    try {
      ({ offset, complete } = await api.paces.bytes.learn(() => api.putPart(token, sha, part, from, total, file.mime)));
      if (!complete) await store.markFile(sha, { offset });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.problem.code === "file_offset" && error.offset !== null && error.offset !== offset) offset = error.offset;
      else if (error.status === 422 || error.status === 413) {
        await store.markFile(sha, { state: "broken" });
        return false;
      } else throw error;
    }
  }
  await store.markFile(sha, { state: "done", offset: total, sealed: null });
  progress(sha, total, total);
  return true;
}

function progress(sha: string, sent: number, total: number): void {
  const state = syncState.get();
  syncState.set({ ...state, progress: { ...state.progress, [sha]: total ? sent / total : 1 } });
}
