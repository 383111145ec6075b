/** One search over everything this phone holds: cases of the area, reports, unfinished and unsent writing.
 *  Without signal, and forgiving: "Noor Hayati" finds "Nurhayati Noor", "Djunaidi" finds "Junaidi". */
import { fold } from "../kernel/text";
import type { Draft, OutboxItem } from "../store/model";
import type { CaseView, ReportView } from "../store/view";
import { nameWords, wordLikeness } from "./names";

export type FoundKind = "kasus" | "laporan" | "tulisan" | "kiriman";

export interface Entry {
  key: string;
  kind: FoundKind;
  title: string;
  under: string;
  href: string;
  /** Words that are searched; those of `names` also by their sound. */
  text: string;
  names: string;
  /** Set for cases, so that they are drawn as cases. */
  one?: CaseView;
}

export interface Index {
  entries: readonly Entry[];
  /** Distinct words, and in which entries they stand; by first letter, so that few are compared. */
  words: Map<string, Set<number>>;
  sounds: Map<string, Set<number>>;
  byLetter: Map<string, string[]>;
}

const SOUND_SCORE = 0.9;
const NEAR_SCORE = 0.7;
const NEAR = 0.88;
const LEAST_NEAR = 4;

export const entryOfCase = (c: CaseView): Entry => ({
  key: `kasus:${c.id}`, kind: "kasus", title: c.subject.name || "Nama belum diketahui", under: `${c.need_name}, ${c.area_label}`, href: `#/kasus/${c.id}`, one: c,
  names: `${c.subject.name} ${c.area_label}`,
  text: [c.number, c.need_name, c.place_note ?? "", c.subject.phone ?? "", c.responder?.name ?? "", ...c.entries.map((e) => e.text)].join(" "),
});

export const entryOfReport = (r: ReportView): Entry => ({
  key: `laporan:${r.id}`, kind: "laporan", title: r.title, under: r.areaLabel, href: `#/laporan/${r.id}`, names: `${r.title} ${r.areaLabel}`, text: `${r.story} ${r.caseNumber}`,
});

const words = (data: Record<string, unknown>): string => Object.values(data).filter((v): v is string => typeof v === "string").join(" ");

export const entryOfDraft = (draft: Draft, title: string, href: string): Entry => ({
  key: `tulisan:${draft.id}`, kind: "tulisan", title, under: "Belum selesai ditulis", href, names: String(draft.data.name ?? ""), text: words(draft.data),
});

export const entryOfItem = (item: OutboxItem): Entry => ({
  key: `kiriman:${item.id}`, kind: "kiriman", title: item.label, under: item.state === "refused" ? "Perlu diperbaiki" : "Menunggu dikirim", href: "#/terkirim", names: item.label,
  text: words(item.body as unknown as Record<string, unknown>),
});

export function indexOf(entries: readonly Entry[]): Index {
  const index: Index = { entries, words: new Map(), sounds: new Map(), byLetter: new Map() };
  const soundOf = new Map<string, string>();
  entries.forEach((entry, at) => {
    for (const word of fold(`${entry.names} ${entry.text}`).split(" ")) put(index.words, word, at);
    for (const word of fold(entry.names).split(" ")) {
      let sound = soundOf.get(word);
      if (sound === undefined) soundOf.set(word, (sound = nameWords(word)[0] ?? ""));
      put(index.sounds, sound, at);
    }
  });
  for (const word of new Set([...index.words.keys(), ...index.sounds.keys()])) {
    if (!word) continue;
    const same = index.byLetter.get(word[0]!);
    if (same) same.push(word);
    else index.byLetter.set(word[0]!, [word]);
  }
  return index;
}

function put(map: Map<string, Set<number>>, word: string, at: number): void {
  if (!word) return;
  const known = map.get(word);
  if (known) known.add(at);
  else map.set(word, new Set([at]));
}

const isTitle = (word: string): boolean => nameWords(`${word} zzz`).length === 1;

/** Entries in which every word of the query is found, the surest first. Titles are not asked for, and
 *  "Nur Hayati" may be written in one word. */
export function search(index: Index, query: string, most = 60): Entry[] {
  const all = fold(query).split(" ").filter(Boolean);
  const kept = all.filter((word) => !isTitle(word));
  const asked = kept.length ? kept : all;
  const found = everyWord(index, asked, most);
  return found.length || asked.length < 2 ? found : everyWord(index, [asked.join("")], most);
}

function everyWord(index: Index, asked: readonly string[], most: number): Entry[] {
  if (!asked.length) return [];
  let sums: Map<number, number> | null = null;
  for (const word of asked) {
    const scores = scoresOf(index, word);
    const before: Map<number, number> | null = sums;
    sums = new Map([...scores].flatMap(([at, score]): [number, number][] => {
      const sum = before ? before.get(at) : 0;
      return sum === undefined ? [] : [[at, sum + score]];
    }));
    if (!sums.size) return [];
  }
  return [...sums!].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([at]) => index.entries[at]!);
}

const near = (word: string, known: string): boolean =>
  word.length >= LEAST_NEAR && Math.abs(word.length - known.length) <= 2 && known.length >= LEAST_NEAR && wordLikeness(word, known) >= NEAR;

function scoresOf(index: Index, word: string): Map<number, number> {
  const found = new Map<number, number>();
  const add = (places: Iterable<number> | undefined, score: number): void => {
    for (const at of places ?? []) if ((found.get(at) ?? 0) < score) found.set(at, score);
  };
  if (/\d/.test(word)) { // numbers have no sound
    for (const known of index.byLetter.get(word[0]!) ?? []) if (known.startsWith(word)) add(index.words.get(known), 1);
    return found;
  }
  const sound = nameWords(word)[0] ?? word;
  for (const known of index.byLetter.get(word[0]!) ?? []) {
    if (known.startsWith(word)) add(index.words.get(known), known === word ? 1 : 0.97);
    else if (near(word, known)) add(index.words.get(known), NEAR_SCORE);
  }
  for (const known of index.byLetter.get(sound[0]!) ?? []) {
    if (known.startsWith(sound)) add(index.sounds.get(known), SOUND_SCORE);
    else if (near(sound, known)) add(index.sounds.get(known), NEAR_SCORE);
  }
  return found;
}
