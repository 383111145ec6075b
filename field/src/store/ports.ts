/** What screens may ask of the post office without knowing it; app.tsx connects the two. */
import type { EnrolAnswer, PersonQuestion, Problem } from "../kernel/contract";
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

/** Are the app's own files on this phone, so that it opens without signal? Null: not yet known. */
export const keptOffline = signal<boolean | null>(null);

export type Enrolling = { ok: true; answer: EnrolAnswer } | { ok: false; problem: Problem };

/** Nothing, or why not, as a sentence. */
export type Said = { ok: true } | { ok: false; says: string };

export interface Ports {
  enrol(code: string, deviceName: string): Promise<Enrolling>;
  /** Sends and fetches now; answers what truly happened, as a sentence. */
  syncNow(): Promise<string>;
  /** Photos and voice notes now, whatever the data saver says. */
  sendFilesNow(): Promise<string>;
  /** A forgotten PIN, with the coordinator's code: everything on the phone stays. */
  newPin(code: string, pin: string): Promise<Said>;
  /** Somebody outside this phone's spaces. */
  lookUp(question: PersonQuestion): Promise<Said>;
}

const unconnected = (): never => {
  throw new Error("ports are not connected");
};
export const ports: Ports = { enrol: unconnected, syncNow: unconnected, sendFilesNow: unconnected, newPin: unconnected, lookUp: unconnected };
