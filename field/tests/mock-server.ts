/** The server's side of the sync protocol in memory, for tests of the phone alone. The real one is tested
 *  with the real phone in e2e/. It can drop requests (before they work) and answers (after they worked). */
import type { EnrolAnswer, Envelope, ParcelBody, Receipt, SealedBody, WireDoc } from "../src/kernel/contract";
import { fromBase64, sealFor, toBase64 } from "../src/kernel/escrow";

export interface Faults {
  /** Chance that a request never arrives; that its answer never returns. */
  dropRequest: number;
  dropAnswer: number;
  random: () => number;
}

const NONE: Faults = { dropRequest: 0, dropAnswer: 0, random: () => 0.5 };

export class MockServer {
  readonly accepted: Envelope[] = [];
  readonly files = new Map<string, { total: number; parts: number; size: number; complete: boolean }>();
  readonly receipts = new Map<number, Receipt>();
  readonly feed = new Map<string, WireDoc[]>();
  lastSeq = 0;
  revoked = false;
  resetOnce = new Set<string>();
  clock = () => Date.now();
  refuse: (command: Envelope) => string | null = () => null;
  faults: Faults = NONE;
  requests = 0;

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    this.requests += 1;
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (this.faults.random() < this.faults.dropRequest) throw new TypeError("request lost");
    const answer = await this.handle(url, init);
    if (this.faults.random() < this.faults.dropAnswer) throw new TypeError("answer lost");
    return answer;
  };

  private async handle(url: string, init: RequestInit): Promise<Response> {
    const path = url.split("?")[0]!;
    if (path === "/sync/v1/parcel") return this.parcel(JSON.parse(init.body as string) as ParcelBody);
    if (path === "/sync/v1/pin") return this.pin(JSON.parse(init.body as string) as { code: string; escrow: string; reply_to: string });
    if (path === "/sync/v1/enrol" && this.enrols) return json(201, this.enrols);
    if (this.revoked) return json(401, { code: "device_revoked", field: null, message: "Dicabut.", wipe: true });
    if (path === "/sync/v1/push") return json(200, this.push(JSON.parse(init.body as string) as { commands: Envelope[] }));
    if (path === "/sync/v1/pull") return this.pull(new URLSearchParams(url.split("?")[1]));
    if (path.startsWith("/files/")) return this.file(path.slice(7), init);
    return json(404, { code: "not_found", field: null, message: "Tidak ada." });
  }

  private push({ commands }: { commands: Envelope[] }) {
    const receipts: Receipt[] = [];
    let stopped = null;
    for (const command of commands) {
      if (command.seq > this.lastSeq + 1) {
        stopped = { code: "seq_gap", field: "seq", message: "Ada yang terlewat." };
        break;
      }
      receipts.push(command.seq <= this.lastSeq ? this.replay(command) : this.take(command));
    }
    return { receipts, next_seq: this.lastSeq + 1, stopped, server_time: new Date(this.clock()).toISOString() };
  }

  // -- the sealed door: the same as bubuhan/sync/custody.py, with a key pair of the test's own --------------
  private keys: CryptoKeyPair | null = null;
  pinCode = "PINX-2345";
  enrols: EnrolAnswer | null = null;

  async escrowKey(): Promise<string> {
    this.keys ??= (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"])) as CryptoKeyPair;
    return toBase64(await crypto.subtle.exportKey("raw", this.keys.publicKey));
  }

  private async opened(escrow: string): Promise<ArrayBuffer> {
    const raw = fromBase64(escrow);
    const point = raw.slice(0, 65);
    const theirs = await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, this.keys!.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: point, info: new TextEncoder().encode("bubuhan-escrow-1") };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, raw.slice(65));
  }

  /** What arrived sealed: `[device, text]`, in order. */
  readonly parcels: [device: string, text: string][] = [];
  readonly parcelFiles: string[] = [];

  private async parcel(body: ParcelBody): Promise<Response> {
    const key = await crypto.subtle.importKey("raw", await this.opened(body.escrow), "AES-GCM", false, ["decrypt"]);
    const open = async (sealed: SealedBody): Promise<ArrayBuffer> => crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(sealed.iv) }, key, fromBase64(sealed.data));
    const read = async (sealed: SealedBody): Promise<Record<string, unknown>> => JSON.parse(new TextDecoder().decode(await open(sealed))) as Record<string, unknown>;
    const session = await read(body.session);
    if (!session.token) return json(401, { code: "device_revoked", field: null, message: "", wipe: true });
    const outcomes: Record<string, string> = {};
    for (const command of body.commands ?? []) {
      const content = await read(command.sealed);
      if (!this.parcelIds.has(command.id)) this.parcels.push([String(session.device), (content.body as { text: string }).text]);
      this.parcelIds.add(command.id);
      outcomes[command.id] = "accepted";
    }
    const files = (body.files ?? []).map((f) => f.sha256);
    this.parcelFiles.push(...files);
    return json(200, { outcomes, files });
  }
  private readonly parcelIds = new Set<string>();

  private async pin({ code, escrow, reply_to }: { code: string; escrow: string; reply_to: string }): Promise<Response> {
    if (code !== this.pinCode) return json(422, { code: "code_unknown", field: "code", message: "Kode tidak dikenal." });
    return json(200, { key: await sealFor(reply_to, await this.opened(escrow)) });
  }

  private replay(command: Envelope): Receipt {
    const stored = this.receipts.get(command.seq)!;
    if (stored.id === command.id) return { ...stored, replayed: true };
    const problem = { code: "seq_conflict", field: "seq", message: "Nomor sudah dipakai." };
    return { seq: command.seq, id: command.id, type: command.type, outcome: "refused", problem, replayed: false, data: {} };
  }

  private take(command: Envelope): Receipt {
    const code = this.refuse(command);
    const again = this.accepted.some((c) => c.id === command.id);
    const outcome = code ? "refused" : again ? "duplicate" : "accepted";
    const problem = code ? { code, field: null, message: "Belum diterima." } : null;
    const receipt: Receipt = { seq: command.seq, id: command.id, type: command.type, outcome, problem, replayed: false, data: {} };
    this.lastSeq = command.seq;
    this.receipts.set(command.seq, receipt);
    if (outcome === "accepted") this.accepted.push(command);
    return receipt;
  }

  /** A backup was restored: everything after `seq` never happened. */
  forgetAfter(seq: number): void {
    for (const key of [...this.receipts.keys()]) {
      if (key <= seq) continue;
      const id = this.receipts.get(key)!.id;
      this.receipts.delete(key);
      const at = this.accepted.findIndex((c) => c.id === id);
      if (at >= 0) this.accepted.splice(at, 1);
    }
    this.lastSeq = seq;
  }

  publish(space: string, kind: string, id: string, body: Record<string, unknown> | null, rev = 1): void {
    const docs = (this.feed.get(space) ?? []).filter((d) => !(d.kind === kind && d.id === id));
    const pos = Math.max(0, ...(this.feed.get(space) ?? []).map((d) => d.pos)) + 1;
    docs.push(body ? { pos, kind, id, rev, body } : { pos, kind, id, gone: true });
    this.feed.set(space, docs);
  }

  private pull(query: URLSearchParams): Response {
    const space = query.get("space")!;
    if (this.resetOnce.delete(space)) return json(200, { docs: [], next: 0, more: true, reset: true });
    const limit = 3; // small pages, so that `more` is met
    const found = (this.feed.get(space) ?? []).filter((d) => d.pos > Number(query.get("after"))).sort((a, b) => a.pos - b.pos);
    const docs = found.slice(0, limit);
    return json(200, { docs, next: docs.at(-1)?.pos ?? Number(query.get("after")), more: found.length > limit });
  }

  private async file(sha: string, init: RequestInit): Promise<Response> {
    const known = this.files.get(sha);
    if (init.method === "HEAD") {
      if (!known) return new Response(null, { status: 404 });
      return new Response(null, { headers: { "Upload-Offset": String(known.size), "Upload-Complete": known.complete ? "1" : "0" } });
    }
    const range = /bytes (\d+)-(\d+)\/(\d+)/.exec((init.headers as Record<string, string>)["Content-Range"]!)!;
    const [from, last, total] = range.slice(1).map(Number) as [number, number, number];
    const row = known ?? { total, parts: 0, size: 0, complete: false };
    if (from !== row.size) return json(409, { code: "file_offset", field: null, message: "", offset: row.size });
    row.size = last + 1;
    row.parts += 1;
    row.complete = row.size === total;
    this.files.set(sha, row);
    return json(row.complete ? 201 : 202, { offset: row.size });
  }
}

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** A small, seeded generator: a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
