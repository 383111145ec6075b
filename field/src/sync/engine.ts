/** When the post goes: at opening, on a new command, when signal or screen come back, and by the clock. */
import { type EnrolAnswer } from "../kernel/contract";
import type { PersonQuestion } from "../kernel/contract";
import { now } from "../kernel/clock";
import { awaitReply } from "../kernel/escrow";
import { connectionNow, filesMayGo, saverOn } from "../kernel/saver";
import { door, sealedBody } from "../store/custody";
import { filesToSend } from "../store/exchange";
import type { Sealed } from "../store/db";
import { type Enrolling, type Link, type Ports, type Said, syncState } from "../store/ports";
import type { Store } from "../store/store";
import { type Api, Offline, Refused } from "./api";
import { backoff } from "./backoff";
import { sendParcels } from "./parcels";
import { pullAll, pushAll, sendFiles } from "./rounds";
import { alone } from "./single";

const AGAIN_MS = 2_000;
const QUIET_MS = 3 * 60_000;
const BUSY_ELSEWHERE = "Tab lain di HP ini sedang mengirim.";
const NO_SIGNAL = "Belum tersambung ke server. Semua tulisan tetap aman di HP ini dan dikirim sendiri begitu ada sinyal.";
const NEEDS_NET = "Belum tersambung ke server. Cari tempat yang ada sinyal, lalu coba lagi.";
const UNKNOWN_DEVICE = "HP ini tidak dikenal lagi oleh server. Minta kode baru kepada koordinator, lalu pasang lagi dari menu Saya. Tulisan Anda tetap aman.";

export class Engine implements Ports {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private running: Promise<string> | null = null;
  private again = false;
  private probed = false;
  private forced = false;

  constructor(
    private readonly store: Store,
    private readonly api: Api,
    private readonly version: string,
  ) {}

  /** Follows the phone's own signs of life. Called once. */
  start(): void {
    this.store.onEnqueued = () => this.soon(150);
    let open = false;
    this.store.snapshot.follow(() => {
      const isOpen = this.store.snapshot.get().phase === "open";
      if (isOpen && !open) this.soon(0);
      if (!isOpen) clearTimeout(this.timer);
      if (!isOpen && this.store.snapshot.get().custody) this.soon(AGAIN_MS);
      open = isOpen;
    });
    addEventListener("online", () => this.soon(0));
    if (this.store.snapshot.get().custody) this.soon(0);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon(0);
    });
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.syncNow(), ms);
  }

  async enrol(code: string, deviceName: string): Promise<Enrolling> {
    try {
      const answer: EnrolAnswer = await this.api.enrol(code, deviceName);
      return { ok: true, answer };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, problem: error.problem };
      const message = "Belum tersambung ke server. Pemasangan pertama memerlukan internet; cari sinyal lalu coba lagi.";
      return { ok: false, problem: { code: "offline", field: null, message } };
    }
  }

  syncNow(): Promise<string> {
    const open = this.store.snapshot.get().phase === "open";
    if (!open && !this.store.snapshot.get().custody) return Promise.resolve("");
    if (this.running) this.again = true;
    this.running ??= (open ? this.once() : this.parcelsOnly()).finally(() => {
      this.running = null;
      const wait = this.failures ? backoff(this.failures, Math.random()) : this.again ? AGAIN_MS : QUIET_MS;
      this.again = false;
      const { phase, custody } = this.store.snapshot.get();
      if (phase === "open" ? syncState.get().link !== "unknown-device" : custody) this.soon(wait);
    });
    return this.running;
  }

  /** Locked, or nobody's yet: only a former holder's sealed work goes. */
  private async parcelsOnly(): Promise<string> {
    try {
      if (await alone(() => sendParcels(this.store.db, this.api))) await this.store.refresh("custody");
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Refused)) console.error(error);
    }
    return "";
  }

  async sendFilesNow(): Promise<string> {
    this.forced = true;
    return this.syncNow();
  }

  async newPin(code: string, pin: string): Promise<Said> {
    const known = await door(this.store.db);
    const escrow = (await this.store.db.get("meta", "escrow")) as string | undefined;
    const session = (await this.store.db.get("meta", "session")) as Sealed | undefined;
    if (!known?.device || !escrow || !session) return { ok: false, says: "HP ini belum pernah dikenal server, jadi PIN-nya tidak dapat dipulihkan." };
    try {
      const reply = await awaitReply();
      const answer = await this.api.newPin({ code, device: known.device, escrow, session: sealedBody(session), reply_to: reply.to });
      await this.store.restore(await reply.open(answer.key), pin);
      return { ok: true };
    } catch (error) {
      if (error instanceof Refused && error.status === 401 && error.wipe) await this.store.wipe("revoked");
      return { ok: false, says: error instanceof Refused ? error.problem.message : NEEDS_NET };
    }
  }

  async lookUp(question: PersonQuestion): Promise<Said> {
    const token = this.store.snapshot.get().session?.token;
    if (!token) return { ok: false, says: NEEDS_NET };
    try {
      const answer = await this.api.person(token, question);
      const asked = question.nik ? "NIK" : [question.name, question.year].filter(Boolean).join(", lahir sekitar ");
      await this.store.keepLookup({ id: answer.id, asked, at: now(), until: Date.parse(answer.expires_at), people: answer.people });
      return { ok: true };
    } catch (error) {
      return { ok: false, says: error instanceof Refused ? error.problem.message : NEEDS_NET };
    }
  }

  private async once(): Promise<string> {
    this.show("working", syncState.get().says);
    try {
      const says = await alone(() => this.round());
      this.failures = 0;
      if (syncState.get().link === "unknown-device") return syncState.get().says;
      return this.show("idle", says ?? BUSY_ELSEWHERE);
    } catch (error) {
      this.failures += 1;
      return this.failed(error);
    }
  }

  private async round(): Promise<string> {
    await this.store.refresh();
    if (this.store.snapshot.get().custody && (await sendParcels(this.store.db, this.api))) await this.store.refresh("custody");
    if (!(await this.known())) return syncState.get().says;
    const pushed = await pushAll(this.store, this.api, this.version, !this.probed);
    this.probed = true;
    await pullAll(this.store, this.api);
    const forced = this.forced;
    this.forced = false;
    const files = forced || filesMayGo(saverOn(), connectionNow()) ? await sendFiles(this.store, this.api) : 0;
    // What was just sent is worked on at once: a look a moment later brings back what became of it.
    if (pushed.accepted || files) this.again = true;
    return told(pushed.accepted, pushed.refused, files, this.store.snapshot.get().waiting, this.filesLeft());
  }

  private filesLeft(): number {
    const { outbox, blobs } = this.store.snapshot.get();
    return filesToSend(outbox, blobs, true).length;
  }

  /** A phone taken over without signal makes itself known at the first chance. */
  private async known(): Promise<boolean> {
    const { session } = this.store.snapshot.get();
    if (!session?.pendingCode) return true;
    try {
      const answer = await this.api.enrol(session.pendingCode, session.deviceName);
      await this.store.enrolAgain(answer, session.deviceName);
      return true;
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
      this.show("unknown-device", `${error.problem.message} Tulisan Anda tetap aman; pakai kode baru dari menu Saya.`);
      return false;
    }
  }

  private async failed(error: unknown): Promise<string> {
    if (error instanceof Offline) return this.show("offline", NO_SIGNAL);
    if (!(error instanceof Refused)) {
      if (this.store.snapshot.get().phase !== "open") return "";
      console.error(error);
      return this.show("trouble", "Pengiriman terhenti oleh gangguan di HP ini. Tulisan Anda tetap aman; akan dicoba lagi.");
    }
    if (error.status === 401 && error.wipe) {
      await this.store.wipe("revoked");
      return this.show("idle", "");
    }
    if (error.status === 401) return this.show("unknown-device", UNKNOWN_DEVICE);
    return this.show("trouble", `${error.problem.message} Tulisan Anda tetap aman di HP ini.`);
  }

  private show(link: Link, says: string): string {
    syncState.set({ ...syncState.get(), link, says });
    return says;
  }
}

/** What truly happened, in a sentence or two. */
export function told(accepted: number, refused: number, files: number, left: number, filesLeft = 0): string {
  const parts = [
    accepted ? `${accepted} catatan terkirim.` : "",
    refused ? `${refused} belum diterima dan perlu diperbaiki.` : "",
    files ? `${files} foto atau rekaman terkirim.` : "",
    left ? `${left} masih menunggu.` : "",
    filesLeft ? `${accepted || left ? "" : "Tulisan sudah terkirim. "}${filesLeft} foto atau rekaman masih di HP ini.` : "",
  ].filter(Boolean);
  return parts.length ? parts.join(" ") : "Semua sudah terkirim dan data di HP ini terbaru.";
}
