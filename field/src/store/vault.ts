/** The key to everything on this phone: a random AES key, wrapped by a key made from the PIN.
 *
 * The data key is never extractable while open and lives in memory only; closing the tab or ten idle
 * minutes forgets it. A six-digit PIN is short: the cost of one try (PBKDF2) and the waiting time after
 * wrong tries, which survives a reload, are what stands between a found phone and its content.
 */
import { randomBytes } from "../kernel/bytes";
import { now } from "../kernel/clock";
import { sealFor } from "../kernel/escrow";
import type { Db, Sealed } from "./db";

export interface Lock {
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  wrapped: Sealed;
}

interface Tries {
  count: number;
  until: number;
}

export type Unlocking = { ok: true } | { ok: false; wait: number; count: number };

const FREE_TRIES = 4;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 60 * 60_000;
const LEAST_ITERATIONS = 120_000;
const MOST_ITERATIONS = 1_500_000;
const AIM_MS = 300;

/** How long to wait after so many wrong PINs: nothing at first, then 30 s doubling up to an hour. */
export function waitAfter(wrong: number): number {
  if (wrong <= FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1), LONGEST_WAIT_MS);
}

async function pinKey(pin: string, salt: BufferSource, iterations: number): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** As many rounds as this phone does in about 0.3 s. */
async function affordable(): Promise<number> {
  const sample = 50_000;
  const start = performance.now();
  await pinKey("000000", randomBytes(16), sample);
  const spent = Math.max(performance.now() - start, 1);
  return Math.round(Math.min(Math.max((sample * AIM_MS) / spent, LEAST_ITERATIONS), MOST_ITERATIONS));
}

async function wrap(key: CryptoKey, pin: string, iterations: number): Promise<Lock> {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const outer = await pinKey(pin, salt, iterations);
  return { salt, iterations, wrapped: { iv, data: await crypto.subtle.wrapKey("raw", key, outer, { name: "AES-GCM", iv }) } };
}

async function unwrap(lock: Lock, pin: string, extractable: boolean): Promise<CryptoKey> {
  const outer = await pinKey(pin, lock.salt, lock.iterations);
  const how = { name: "AES-GCM", iv: lock.wrapped.iv };
  return crypto.subtle.unwrapKey("raw", lock.wrapped.data, outer, how, "AES-GCM", extractable, ["encrypt", "decrypt"]);
}

/** A new key: locked with a PIN, and sealed once more for the server ("" when its key is not known). */
export interface Forged {
  lock: Lock;
  escrow: string;
  key: CryptoKey;
}

export async function forge(pin: string, iterations: number | undefined, escrowKey: string): Promise<Forged> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const lock = await wrap(fresh, pin, iterations ?? (await affordable()));
  const escrow = escrowKey ? await sealFor(escrowKey, await crypto.subtle.exportKey("raw", fresh)) : "";
  return { lock, escrow, key: await unwrap(lock, pin, false) };
}

export async function sealWith(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = randomBytes(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value))) };
}

export class Vault {
  private key: CryptoKey | null = null;

  constructor(private readonly db: Db) {}

  get isOpen(): boolean {
    return this.key !== null;
  }

  async exists(): Promise<boolean> {
    return (await this.db.get("meta", "lock")) !== undefined;
  }

  /** Makes a new key under this PIN and opens the vault. `escrowKey`: the server's, see `Forged`. */
  async create(pin: string, iterations?: number, escrowKey = ""): Promise<void> {
    const forged = await forge(pin, iterations, escrowKey);
    await this.db.put("meta", forged.lock, "lock");
    await this.db.put("meta", forged.escrow, "escrow");
    await this.db.delete("meta", "tries");
    this.key = forged.key;
  }

  /** Opens with a key made by `forge`, once its lock is in the database. */
  adopt(key: CryptoKey): void {
    this.key = key;
  }

  /** A forgotten PIN: the same key, back from the server, under a new PIN. */
  async restore(raw: BufferSource, pin: string): Promise<void> {
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", true, ["encrypt", "decrypt"]);
    const lock = await wrap(key, pin, (await this.lockRow()).iterations);
    this.key = await unwrap(lock, pin, false);
    await this.db.put("meta", lock, "lock");
    await this.db.delete("meta", "tries");
  }

  /** Milliseconds until another PIN may be tried. */
  async waiting(): Promise<number> {
    const tries = (await this.db.get("meta", "tries")) as Tries | undefined;
    return tries ? Math.max(0, tries.until - now()) : 0;
  }

  async unlock(pin: string): Promise<Unlocking> {
    const tries = await this.takeTry();
    if (tries.wait > 0) return { ok: false, ...tries };
    try {
      this.key = await unwrap(await this.lockRow(), pin, false);
    } catch {
      return { ok: false, wait: await this.waiting(), count: tries.count };
    }
    await this.db.delete("meta", "tries");
    return { ok: true };
  }

  /** Wraps the same key anew; false when the old PIN is wrong. */
  async changePin(old: string, fresh: string): Promise<boolean> {
    if ((await this.takeTry()).wait > 0) return false;
    const lock = await this.lockRow();
    try {
      const key = await unwrap(lock, old, true);
      await this.db.put("meta", await wrap(key, fresh, lock.iterations), "lock");
    } catch {
      return false;
    }
    await this.db.delete("meta", "tries");
    return true;
  }

  close(): void {
    this.key = null;
  }

  async seal(value: unknown): Promise<Sealed> {
    return this.sealBytes(new TextEncoder().encode(JSON.stringify(value)));
  }

  async open<T>(sealed: Sealed): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.openBytes(sealed))) as T;
  }

  async sealBytes(data: BufferSource): Promise<Sealed> {
    const iv = randomBytes(12);
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.held(), data) };
  }

  async openBytes(sealed: Sealed): Promise<ArrayBuffer> {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.held(), sealed.data);
  }

  /** The try is counted before the PIN is checked: a reload in between gains nothing. */
  private async takeTry(): Promise<{ wait: number; count: number }> {
    const tx = this.db.transaction("meta", "readwrite");
    const tries = ((await tx.store.get("tries")) as Tries | undefined) ?? { count: 0, until: 0 };
    const wait = Math.max(0, tries.until - now());
    const count = wait > 0 ? tries.count : tries.count + 1;
    if (wait === 0) await tx.store.put({ count, until: now() + waitAfter(count) }, "tries");
    await tx.done;
    return { wait, count };
  }

  private async lockRow(): Promise<Lock> {
    return (await this.db.get("meta", "lock")) as Lock;
  }

  private held(): CryptoKey {
    if (!this.key) throw new Error("the vault is locked");
    return this.key;
  }
}
