/** Photos and voice notes made small enough for a village network. */
import type { FileRef } from "../kernel/contract";
import { sha256 } from "../kernel/bytes";

const MOST_BYTES = 200 * 1024;
export const TRIES: readonly [side: number, quality: number][] = [
  [1600, 0.8], [1600, 0.65], [1280, 0.6], [1024, 0.55], [800, 0.5], [640, 0.45], [480, 0.4], [320, 0.35],
];
export const MOST_FILES = 8;
export const VOICE_SECONDS = 120;

export interface Made {
  ref: FileRef;
  data: ArrayBuffer;
}

/** Draws the picture anew as a JPEG of at most about 200 KB. What the camera wrote beside the
 *  picture (place, time, model) does not survive the drawing. */
export async function shrinkPhoto(file: Blob): Promise<Made> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  // The camera's 12 million points are drawn once; every further try starts from the small picture.
  const small = drawn(picture, TRIES[0]![0]);
  picture.close();
  return made(await fitting((side, quality) => jpeg(drawn(small, side), quality)), "photo", "image/jpeg");
}

/** The first drawing that is small enough; a picture of noise becomes smaller until it is. */
export async function fitting<T extends { size: number }>(make: (side: number, quality: number) => Promise<T>, most = MOST_BYTES): Promise<T> {
  let last: T | null = null;
  for (const [side, quality] of TRIES) {
    last = await make(side, quality);
    if (last.size <= most) return last;
  }
  return last!;
}

/** "0:45, 132 KB": how long and how large a recording is, in words of a phone. */
export const sizeWord = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`;
export const lengthWord = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function drawn(picture: ImageBitmap | HTMLCanvasElement, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  if (scale === 1 && picture instanceof HTMLCanvasElement) return picture;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const jpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality));

export async function voiceNote(blob: Blob): Promise<Made> {
  return made(blob, "voice", (blob.type || "audio/webm").split(";")[0]!);
}

async function made(blob: Blob, kind: FileRef["kind"], mime: string): Promise<Made> {
  const data = await blob.arrayBuffer();
  return { data, ref: { sha256: await sha256(data), kind, mime, bytes: data.byteLength } };
}

/** A recorder that speaks small: about 24 kbit/s. Null where the browser cannot. */
export function recorder(stream: MediaStream): MediaRecorder | null {
  if (typeof MediaRecorder === "undefined") return null;
  const type = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"].find((t) => MediaRecorder.isTypeSupported(t));
  return new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 24_000 });
}
