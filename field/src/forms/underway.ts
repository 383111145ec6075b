/** Photos and voice notes on their way, report by report: "foto 2 dari 4, 60%". Pure. */
import type { BlobInfo, OutboxItem } from "../store/model";

export interface FileUnderWay {
  sha256: string;
  state: BlobInfo["state"];
  percent: number;
  says: string;
  /** Still on this phone, so that it can be tried again. */
  kept: boolean;
}

export interface FileGroup {
  id: string;
  label: string;
  files: FileUnderWay[];
}

/** Photos and voice notes that are still only on this phone, whatever became of their text. */
export function filesLeft(outbox: readonly OutboxItem[], blobs: ReadonlyMap<string, BlobInfo>): number {
  const shas = new Set(outbox.filter((item) => item.state === "waiting" || item.state === "accepted").flatMap((item) => item.files));
  return [...shas].filter((sha) => (blobs.get(sha)?.state ?? "done") !== "done").length;
}

const NAMES = { photo: "Foto", voice: "Rekaman" } as const;

/** Commands with files that have not all arrived, oldest first. */
export function filesUnderWay(outbox: readonly OutboxItem[], blobs: ReadonlyMap<string, BlobInfo>, sent: Readonly<Record<string, number>>): FileGroup[] {
  return outbox.filter((item) => item.state === "waiting" || item.state === "accepted").flatMap((item) => {
    const known = item.files.flatMap((sha) => blobs.get(sha) ?? []);
    if (!known.some((blob) => blob.state !== "done")) return [];
    return [{ id: item.id, label: item.label, files: known.map((blob, i) => one(blob, i + 1, known.length, sent[blob.sha256], item.state === "waiting")) }];
  });
}

function one(blob: BlobInfo, number: number, of: number, sent: number | undefined, early: boolean): FileUnderWay {
  const share = blob.state === "done" ? 1 : Math.max(sent ?? 0, blob.size ? Math.min(blob.offset / blob.size, 1) : 0);
  const percent = Math.floor(share * 100);
  const place = `${NAMES[blob.kind]} ${number} dari ${of}`;
  const state = blob.state === "done" ? "terkirim" : blob.state === "broken" ? "tidak terbaca, belum terkirim" : early ? "menunggu tulisannya terkirim" : sent !== undefined ? `sedang dikirim, ${percent}%` : percent ? `${percent}% sudah sampai, dilanjutkan nanti` : "menunggu giliran";
  return { sha256: blob.sha256, state: blob.state, percent, says: `${place}, ${state} (${Math.max(1, Math.round(blob.size / 1024))} KB)`, kept: blob.state !== "done" };
}
