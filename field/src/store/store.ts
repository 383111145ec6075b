/** Everything the phone keeps, behind one door. Screens read `snapshot`; every write ends in the database
 *  before it shows, and is told to the other tabs. */
import type { EnrolAnswer, FileRef } from "../kernel/contract";
import { now } from "../kernel/clock";
import { type Signal, signal } from "../kernel/signal";
import { uuid7 } from "../kernel/uuid7";
import { type BlobRow, type Db, type DraftRow, type OutboxRow, TABLES, openDb } from "./db";
import { changeHands, countCustody, dropSealed } from "./custody";
import { EMPTY, type BlobInfo, type Draft, type Lookup, type NewCommand, type OutboxItem, type Session, type Snapshot, type SyncNotes } from "./model";
import { readDocs, readDrafts, readLookups, readOutbox } from "./reading";
import { align } from "./sequence";
import { Vault } from "./vault";

export type Part = "outbox" | "docs" | "drafts" | "blobs" | "session" | "notes" | "custody" | "lookups" | "lock" | "wipe";

const FULL = "Tempat penyimpanan HP ini penuh, jadi tulisan atau foto terakhir BELUM tersimpan. Hapus beberapa foto atau aplikasi lain di HP, lalu coba lagi. Jangan tutup Bubuhan dulu.";
const UNWRITTEN = "Tulisan atau foto terakhir BELUM tersimpan di HP ini. Coba lagi sebentar lagi; jangan tutup Bubuhan dulu.";

export class Store {
  readonly snapshot: Signal<Snapshot> = signal(EMPTY);
  readonly vault: Vault;
  /** Why the last words or photo could not be written down; "" while all is well. */
  readonly trouble: Signal<string> = signal("");
  private readonly channel: BroadcastChannel | null;
  /** Drafts already sent or dropped: a late autosave must not bring one back. */
  private readonly closedDrafts = new Set<string>();
  private reading: Promise<void> = Promise.resolve();
  /** Called after a command was put into the outbox. */
  onEnqueued: () => void = () => undefined;

  constructor(
    readonly db: Db,
    name: string,
  ) {
    this.vault = new Vault(db);
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
    if (this.channel) this.channel.onmessage = (event) => void this.heard(event.data as Part[]);
  }

  static async at(name = "bubuhan"): Promise<Store> {
    const store = new Store(await openDb(name), name);
    await store.begin();
    return store;
  }

  close(): void {
    this.channel?.close();
    this.db.close();
  }

  private async begin(): Promise<void> {
    const wiped = await this.db.get("meta", "wiped");
    const phase = wiped ? "wiped" : (await this.vault.exists()) ? "locked" : "new";
    const persisted = ((await this.db.get("meta", "persisted")) as boolean | undefined) ?? null;
    this.put({ phase, persisted, waiting: await this.countWaiting(), custody: await countCustody(this.db) });
  }

  // -- opening and closing --------------------------------------------------------------------------

  /** First enrolment: a new key under the PIN. Whatever an earlier, unreadable key had sealed is removed. */
  async enrolNew(answer: EnrolAnswer, deviceName: string, pin: string, iterations?: number): Promise<void> {
    await this.clearAll();
    await this.vault.create(pin, iterations, answer.escrow_key);
    await this.db.put("meta", 1, "seq");
    await this.saveSession(answer, deviceName);
    await this.refresh();
    this.tell("session");
  }

  /** A new code while unlocked: the same key and the same work, under a new device number. */
  async enrolAgain(answer: EnrolAnswer, deviceName: string): Promise<void> {
    await this.saveSession(answer, deviceName);
    const tx = this.db.transaction(["outbox", "meta", "cursors", "mirror"], "readwrite");
    const outbox = tx.objectStore("outbox");
    const rows = await outbox.getAll();
    for (const row of rows) if (row.state !== "waiting") await outbox.put({ ...row, seq: 0 });
    const { changed, next } = align(rows.filter((row) => row.state === "waiting"), 1);
    for (const row of changed) await outbox.put(row);
    await tx.objectStore("meta").put(next, "seq");
    await tx.objectStore("cursors").clear();
    await dropSealed(tx.objectStore("mirror"));
    await tx.done;
    await this.refresh();
    this.tell("session");
  }

  private async saveSession(answer: EnrolAnswer, deviceName: string): Promise<void> {
    const { device, token, spaces, person } = answer;
    const session: Session = { device, token, spaces, person, deviceName, enrolledAt: now() };
    await this.db.put("meta", await this.vault.seal(session), "session");
    // In clear: an id and two keys that open nothing of this phone; needed while it is locked.
    await this.db.put("meta", { device, escrowKey: answer.escrow_key ?? "", handoverKey: answer.handover_key ?? "" }, "door");
    await this.db.delete("meta", "wiped");
  }

  /** The next holder, let in by a code checked on the phone. What he did not send stays sealed, apart. */
  async takeOver(code: string, who: string, deviceName: string, pin: string, iterations?: number): Promise<void> {
    this.vault.adopt(await changeHands(this.db, { code, who, deviceName, pin, iterations }));
    this.snapshot.set({ ...EMPTY, persisted: this.snapshot.get().persisted });
    await this.refresh();
    this.tell("session");
  }

  /** The same key back from the server, under a new PIN. */
  async restore(raw: BufferSource, pin: string): Promise<void> {
    await this.vault.restore(raw, pin);
    await this.refresh();
    this.tell("session");
  }

  async unlock(pin: string): ReturnType<Vault["unlock"]> {
    const result = await this.vault.unlock(pin);
    if (result.ok) await this.refresh();
    return result;
  }

  lock(): void {
    if (!this.vault.isOpen) return;
    this.vault.close();
    const { waiting, persisted, notes, custody } = this.snapshot.get();
    this.snapshot.set({ ...EMPTY, phase: "locked", waiting, persisted, notes, custody });
    this.tell("lock");
  }

  /** Removes everything; `why` stays, so that the screen can explain. */
  async wipe(why: "revoked" | "handed-over"): Promise<void> {
    this.vault.close();
    await this.clearAll();
    if (why === "revoked") await this.db.put("meta", why, "wiped");
    this.snapshot.set({ ...EMPTY, phase: why === "revoked" ? "wiped" : "new", custody: await countCustody(this.db) });
    this.tell("wipe");
  }

  private async clearAll(): Promise<void> {
    const tx = this.db.transaction(TABLES, "readwrite");
    for (const table of TABLES) await tx.objectStore(table).clear();
    await tx.done;
  }

  // -- the outbox -----------------------------------------------------------------------------------

  /** Puts a command at the end of the outbox. Its number is taken in the transaction that stores it.
   *  A draft it came from, and the refused command it repairs, are settled in the same transaction. */
  async enqueue(command: NewCommand, draft?: Draft): Promise<string> {
    const id = await this.written(() => this.putCommand(command, draft));
    await this.refresh("outbox", "drafts");
    this.tell("outbox", "drafts");
    this.onEnqueued();
    return id;
  }

  private async putCommand(command: NewCommand, draft?: Draft): Promise<string> {
    const id = uuid7();
    const at = now();
    const content = {
      type: command.type,
      madeAt: new Date(at).toISOString(),
      baseRev: command.baseRev ?? null,
      body: command.body,
      label: command.label,
    };
    const sealed = await this.vault.seal(content);
    const files = (command.files ?? []).map((f) => f.sha256);
    const tx = this.db.transaction(["outbox", "meta", "drafts"], "readwrite");
    const outbox = tx.objectStore("outbox");
    const seq = ((await tx.objectStore("meta").get("seq")) as number | undefined) ?? 1;
    await outbox.put({ id, seq, state: "waiting", at, acceptedAt: null, settled: false, files, sealed, answer: null });
    await tx.objectStore("meta").put(seq + 1, "seq");
    if (draft) await tx.objectStore("drafts").delete(draft.id);
    const broken = draft?.repairs ? await outbox.get(draft.repairs) : undefined;
    if (broken) await outbox.put({ ...broken, state: "fixed" });
    await tx.done;
    if (draft) this.closedDrafts.add(draft.id);
    return id;
  }

  /** Takes `dismiss` back. */
  async bringBack(id: string): Promise<void> {
    const row = await this.db.get("outbox", id);
    if (row?.state === "fixed") await this.db.put("outbox", { ...row, state: "refused" });
    await this.refresh("outbox");
    this.tell("outbox");
  }

  /** Puts a refused command aside without sending it again. Its text stays on the server's desk. */
  async dismiss(id: string): Promise<void> {
    const row = await this.db.get("outbox", id);
    if (row?.state === "refused") await this.db.put("outbox", { ...row, state: "fixed" });
    await this.refresh("outbox");
    this.tell("outbox");
  }

  private async countWaiting(): Promise<number> {
    return (await this.db.getAll("outbox")).filter((row) => row.state === "waiting").length;
  }

  /** A write that failed is said at once, in words, and stays said until the next one succeeds. */
  private async written<T>(work: () => Promise<T>): Promise<T> {
    try {
      const done = await work();
      if (this.trouble.get()) this.trouble.set("");
      return done;
    } catch (error) {
      if (this.vault.isOpen) this.trouble.set((error as Error | null)?.name === "QuotaExceededError" ? FULL : UNWRITTEN);
      throw error;
    }
  }

  /** Bytes this phone still has for us; null where the browser does not say. */
  async room(): Promise<number | null> {
    const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined)) ?? {};
    return quota === undefined ? null : Math.max(quota - (usage ?? 0), 0);
  }

  // -- drafts and files -----------------------------------------------------------------------------

  async saveDraft(draft: Draft): Promise<void> {
    await this.written(() => this.putDraft(draft));
  }

  private async putDraft(draft: Draft): Promise<void> {
    const sealed = await this.vault.seal(draft);
    const row: DraftRow = { id: draft.id, updated: draft.updated, sealed };
    if (this.closedDrafts.has(draft.id)) return;
    await this.db.put("drafts", row);
    await this.refresh("drafts");
    this.tell("drafts");
  }

  async dropDraft(id: string): Promise<void> {
    this.closedDrafts.add(id);
    await this.db.delete("drafts", id);
    await this.refresh("drafts");
    this.tell("drafts");
  }

  /** Was sent or dropped since the app was opened. */
  wasClosed(id: string): boolean {
    return this.closedDrafts.has(id);
  }

  /** Takes `dropDraft` back. */
  async restoreDraft(draft: Draft): Promise<void> {
    this.closedDrafts.delete(draft.id);
    await this.saveDraft(draft);
  }

  /** Keeps a photo or voice note, sealed, under the hash of what will be sent. */
  async keepFile(ref: FileRef, data: ArrayBuffer): Promise<void> {
    const sealed = await this.vault.sealBytes(data);
    const row: BlobRow = {
      sha256: ref.sha256, kind: ref.kind, mime: ref.mime, size: ref.bytes,
      state: "kept", offset: 0, at: now(), sealed,
    };
    const old = await this.db.get("blobs", ref.sha256);
    if (old?.state !== "done") await this.written(() => this.db.put("blobs", row));
    await this.refresh("blobs");
    this.tell("blobs");
  }

  async readFile(sha: string): Promise<{ data: ArrayBuffer; mime: string } | null> {
    const row = await this.db.get("blobs", sha);
    return row?.sealed ? { data: await this.vault.openBytes(row.sealed), mime: row.mime } : null;
  }

  async markFile(sha: string, change: Partial<Pick<BlobRow, "state" | "offset" | "sealed">>): Promise<void> {
    const tx = this.db.transaction("blobs", "readwrite");
    const row = await tx.store.get(sha);
    if (row) await tx.store.put({ ...row, ...change });
    await tx.done;
    await this.refresh("blobs");
    this.tell("blobs");
  }

  /** A copy of somebody looked up online; it is deleted when its time has come. */
  async keepLookup(lookup: Lookup): Promise<void> {
    await this.db.put("lookups", { id: lookup.id, until: lookup.until, sealed: await this.vault.seal(lookup) });
    await this.refresh("lookups");
    this.tell("lookups");
  }

  async dropLookup(id: string): Promise<void> {
    await this.db.delete("lookups", id);
    await this.refresh("lookups");
    this.tell("lookups");
  }

  // -- notes ----------------------------------------------------------------------------------------

  async note(change: Partial<SyncNotes>): Promise<void> {
    const notes = { ...this.snapshot.get().notes, ...change };
    await this.db.put("meta", notes, "notes");
    this.put({ notes });
    this.tell("notes");
  }

  /** Asks the browser to keep this data when space runs short, and keeps its answer. */
  async askPersistence(): Promise<boolean> {
    const storage = globalThis.navigator?.storage;
    const persisted = storage?.persist ? await storage.persist().catch(() => false) : false;
    await this.db.put("meta", persisted, "persisted");
    this.put({ persisted });
    return persisted;
  }

  // -- keeping the snapshot true --------------------------------------------------------------------

  /** Reads parts anew, one reading after the other: an older one never ends on top of a newer. */
  refresh(...parts: Part[]): Promise<void> {
    const next = this.reading.then(() => this.read(parts));
    this.reading = next.catch(() => undefined);
    return next.catch((error: unknown) => {
      if (this.vault.isOpen) throw error; // locked in between: nothing to show
    });
  }

  private async read(parts: Part[]): Promise<void> {
    if (!this.vault.isOpen) {
      this.put({ waiting: await this.countWaiting(), custody: await countCustody(this.db) });
      return;
    }
    const all = parts.length === 0;
    const next: Partial<Snapshot> = { phase: "open" };
    if (all || parts.includes("session")) {
      const sealed = await this.db.get("meta", "session");
      next.session = sealed ? await this.vault.open<Session>(sealed as never) : null;
    }
    if (all || parts.includes("outbox")) {
      next.outbox = await readOutbox(this.db, this.vault, this.snapshot.get().outbox);
      next.waiting = next.outbox.filter((item) => item.state === "waiting").length;
    }
    if (all || parts.includes("docs")) next.docs = await readDocs(this.db, this.vault);
    if (all || parts.includes("drafts")) next.drafts = await readDrafts(this.db, this.vault);
    if (all || parts.includes("blobs")) next.blobs = await this.readBlobs();
    if (all || parts.includes("custody")) next.custody = await countCustody(this.db);
    if (all || parts.includes("lookups")) next.lookups = await readLookups(this.db, this.vault, now());
    if (all || parts.includes("notes")) {
      next.notes = ((await this.db.get("meta", "notes")) as SyncNotes | undefined) ?? EMPTY.notes;
    }
    if (this.vault.isOpen) this.put(next);
  }

  private async readBlobs(): Promise<Map<string, BlobInfo>> {
    const rows = await this.db.getAll("blobs");
    return new Map(rows.map(({ sealed: _sealed, ...info }) => [info.sha256, info]));
  }

  private put(change: Partial<Snapshot>): void {
    this.snapshot.set({ ...this.snapshot.get(), ...change });
  }

  tell(...parts: Part[]): void {
    this.channel?.postMessage(parts);
  }

  private async heard(parts: Part[]): Promise<void> {
    if (parts.includes("wipe") || parts.includes("lock")) {
      globalThis.dispatchEvent?.(new Event("bubuhan:locking")); // what is typed in this tab is put down first
      this.vault.close();
      this.snapshot.set({ ...EMPTY, persisted: this.snapshot.get().persisted });
      await this.begin();
    } else if (parts.includes("session") && !this.vault.isOpen) await this.begin();
    else await this.refresh(...parts);
  }
}

export type { OutboxItem, OutboxRow };
