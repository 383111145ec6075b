/** Sealing for the server (ECIES on P-256, the same as bubuhan/sync/custody.py), and hand-over codes. */
import { randomBytes } from "./bytes";

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const POINT_BYTES = 65;
const INFO = new TextEncoder().encode("bubuhan-escrow-1");
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_LETTERS = 8;
const CHECK_LETTERS = 4;
export const HANDOVER_LETTERS = CODE_LETTERS + CHECK_LETTERS;

export const toBase64 = (data: ArrayBuffer | Uint8Array): string => {
  let text = "";
  for (const byte of new Uint8Array(data as ArrayBuffer)) text += String.fromCharCode(byte);
  return btoa(text);
};
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function shared(own: CryptoKey, other: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey("raw", other, CURVE, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: INFO };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const NONCE = { name: "AES-GCM", iv: new Uint8Array(12) }; // each key is used for one message only

/** Seals bytes for the holder of a public key (an uncompressed point, base64). */
export async function sealFor(publicKey: string, data: BufferSource): Promise<string> {
  const pair = (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"])) as CryptoKeyPair;
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await shared(pair.privateKey, fromBase64(publicKey), own);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(NONCE, key, data));
  return toBase64(Uint8Array.from([...own, ...sealed]));
}

export interface Reply {
  /** Our point, to which the answer is sealed. */
  to: string;
  open(answer: string): Promise<ArrayBuffer>;
}

/** A key pair for one answer. */
export async function awaitReply(): Promise<Reply> {
  const pair = (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"])) as CryptoKeyPair;
  const to = toBase64(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    to,
    async open(answer) {
      const raw = fromBase64(answer);
      const point = raw.slice(0, POINT_BYTES);
      return crypto.subtle.decrypt(NONCE, await shared(pair.privateKey, point, point), raw.slice(POINT_BYTES));
    },
  };
}

export const plainCode = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** Is this code meant for this phone? Answered without signal, with the key told at enrolment. */
export async function isHandoverCode(checkKey: string, code: string): Promise<boolean> {
  const plain = plainCode(code);
  if (plain.length !== HANDOVER_LETTERS) return false;
  const key = await crypto.subtle.importKey("raw", fromBase64(checkKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = new TextEncoder().encode(`serah:${plain.slice(0, CODE_LETTERS)}`);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  const check = [...digest.slice(0, CHECK_LETTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return plain.slice(CODE_LETTERS) === check;
}

/** "ABCDEFGHJKMN" -> "ABCD-EFGH-JKMN" */
export const spacedCode = (code: string): string => plainCode(code).slice(0, HANDOVER_LETTERS).replace(/(.{4})(?=.)/g, "$1-");

/** A name for a parcel, when nothing else tells it apart. */
export const randomName = (): string => toBase64(randomBytes(12));
