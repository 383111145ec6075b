export const toHex = (data: ArrayBuffer): string =>
  Array.from(new Uint8Array(data), (b) => b.toString(16).padStart(2, "0")).join("");

/** SHA-256 of some bytes, as 64 lower-case hex digits. */
export async function sha256(data: ArrayBuffer): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", data));
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
