/** What the holder was told and how he wants to be told: the server's document with his unsent wishes on top. Pure. */
import type { CommandBodies, NotifyDoc } from "../kernel/contract";
import type { MirrorDoc, OutboxItem } from "./model";

export type Pace = "segera" | "harian" | "aplikasi";

export interface NotifyView {
  publicKey: string;
  topics: { code: string; name: string; pace: Pace }[];
  quiet: { from: string; to: string } | null;
  night: { from: string; to: string };
  order: string[];
  ways: { code: string; name: string }[];
  browsers: { id: string; label: string; since: string }[];
  items: NotifyDoc["items"];
  /** Wishes that are still on this phone. */
  unsent: boolean;
}

const live = (item: OutboxItem): boolean => item.state === "waiting" || (item.state === "accepted" && !item.settled);

/** Null until the server has told how it can be done. */
export function notifyOf(docs: readonly MirrorDoc[], outbox: readonly OutboxItem[]): NotifyView | null {
  const doc = docs.find((d) => d.kind === "notify")?.body as NotifyDoc | undefined;
  if (!doc) return null;
  const mine = outbox.filter((item) => item.type.startsWith("notify.") && live(item));
  const last = mine.filter((item) => item.type === "notify.prefer").at(-1)?.body as CommandBodies["notify.prefer"] | undefined;
  const topics = doc.topics.map((t) => ({ ...t, pace: (last?.paces?.[t.code] ?? t.pace) as Pace }));
  const quiet = last ? (last.quiet_from && last.quiet_to ? { from: last.quiet_from, to: last.quiet_to } : null) : doc.quiet;
  return {
    publicKey: doc.public_key, topics, quiet, night: doc.night, order: last?.order ?? doc.order, ways: doc.ways,
    browsers: doc.browsers, items: doc.items, unsent: mine.some((item) => item.state === "waiting"),
  };
}

/** Where a message leads in this app: `/app/#/kasus/1` -> `kasus/1`; anything else leads nowhere. */
export function routeOf(path: string): string | null {
  return path.startsWith("/app/#/") ? path.slice("/app/#/".length) : null;
}
