// Reads and checks a member card without the network. The same form as bubuhan/cards/payload.py.
// Ed25519 is noble-ed25519 (MIT); SHA-512 is here because crypto.subtle is missing on plain HTTP.
import { hashes, verify } from "./noble-ed25519.js";

const MASK = (1n << 64n) - 1n;
const primes = (count) => {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
};
// The first 64 bits of the fractional part of the k-th root of n (FIPS 180-4, 4.2.3 and 5.3.5).
const fraction = (n, k) => {
  const wanted = BigInt(n) << BigInt(64 * k);
  let low = 0n;
  let high = 1n << 76n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(k) <= wanted) low = middle;
    else high = middle;
  }
  return low & MASK;
};
const K = primes(80).map((p) => fraction(p, 3));
const START = primes(8).map((p) => fraction(p, 2));
const turn = (x, n) => ((x >> BigInt(n)) | (x << BigInt(64 - n))) & MASK;

export function sha512(message) {
  const length = Math.ceil((message.length + 17) / 128) * 128;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(length - 8, BigInt(message.length) * 8n);
  const state = [...START];
  for (let block = 0; block < length; block += 128) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(block + i * 8));
    for (let i = 16; i < 80; i++) {
      const s0 = turn(w[i - 15], 1) ^ turn(w[i - 15], 8) ^ (w[i - 15] >> 7n);
      const s1 = turn(w[i - 2], 19) ^ turn(w[i - 2], 61) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = turn(e, 14) ^ turn(e, 18) ^ turn(e, 41);
      const t1 = (h + s1 + ((e & f) ^ (~e & MASK & g)) + K[i] + w[i]) & MASK;
      const s0 = turn(a, 28) ^ turn(a, 34) ^ turn(a, 39);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((v, i) => (state[i] = (state[i] + v) & MASK));
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((v, i) => out.setBigUint64(i * 8, v));
  return new Uint8Array(out.buffer);
}
hashes.sha512 = sha512;

function bytes(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("broken");
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

// {fields, message, signature} of a QR text or of an address that ends in it; null when it is no card.
export function read(text) {
  const parts = text.trim().split("#").pop().split(".");
  if (parts.length !== 3 || parts[0] !== "BBH1") return null;
  try {
    const message = bytes(parts[1]);
    const values = new TextDecoder("utf-8", { fatal: true }).decode(message).split("\x1f");
    const [name, pillar, area, number, validUntil, keyId, token] = values;
    if (values.length !== 7 || !/^\d{4}-\d\d-\d\d$/.test(validUntil)) return null;
    const fields = { name, pillar, area, number, validUntil, keyId, token };
    return { fields, message, signature: bytes(parts[2]) };
  } catch {
    return null;
  }
}

// "genuine", "forged", or "stranger" when none of these keys ({id, key}) is the one it names.
export function judge(card, keys) {
  const known = keys.find((k) => k.id === card.fields.keyId);
  if (!known) return "stranger";
  const purpose = new TextEncoder().encode("bubuhan/card/1\n");
  const signed = new Uint8Array(purpose.length + card.message.length);
  signed.set(purpose);
  signed.set(card.message, purpose.length);
  try {
    return verify(card.signature, signed, bytes(known.key)) ? "genuine" : "forged";
  } catch {
    return "forged";
  }
}
