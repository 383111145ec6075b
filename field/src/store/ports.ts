/** What screens may ask of the post office without knowing it; app.tsx connects the two. */
import type { EnrolAnswer, Problem } from "../kernel/contract";
import { signal } from "../kernel/signal";

export type Link = "idle" | "working" | "offline" | "unknown-device" | "trouble";

export interface SyncState {
  link: Link;
  /** A sentence for people about the last attempt. */
  says: string;
  /** Files under way: bytes sent of all, by hash. */
  progress: Record<string, number>;
}

export const syncState = signal<SyncState>({ link: "idle", says: "", progress: {} });

export type Enrolling = { ok: true; answer: EnrolAnswer } | { ok: false; problem: Problem };

export interface Ports {
  enrol(code: string, deviceName: string): Promise<Enrolling>;
  /** Sends and fetches now; answers what truly happened, as a sentence. */
  syncNow(): Promise<string>;
}

const unconnected = (): never => {
  throw new Error("ports are not connected");
};
export const ports: Ports = { enrol: unconnected, syncNow: unconnected };
