/** Is it the same name, written another way? A small cousin of the server's engine: titles gone, old spelling
 *  modernised, sound-alikes equal, words in any order, initials allowed. It warns; it decides nothing. */
import { fold } from "../kernel/text";

const TITLES = new Set(
  "h hj haji hajah hajjah kh tgh drs dra ir dr drg prof ust ustadz ustad ibu bapak bpk tn ny nyonya tuan sdr sdri guru kai nini ssos spd spdi sag skm skom sip sap shi sst amd msi mpd se sh st mm bin binti alm almh".split(" "),
);
const SAME: Record<string, string> = {
  muhamad: "muhammad", mohammad: "muhammad", mohamad: "muhammad", mochammad: "muhammad", mochamad: "muhammad", muhd: "muhammad", muh: "muhammad", moh: "muhammad",
  moch: "muhammad", mhd: "muhammad", mohd: "muhammad", md: "muhammad", m: "muhammad", achmad: "ahmad", akhmad: "ahmad", ach: "ahmad", noor: "nur", nor: "nur", noer: "nur",
  sitti: "siti", st: "siti", abd: "abdul", abdoel: "abdul",
};
const SOUNDS: [RegExp, string][] = [
  [/oe/g, "u"], [/dj/g, "j"], [/tj/g, "c"], [/sj|sy|sh/g, "s"], [/kh|ch/g, "k"], [/dh/g, "d"], [/th/g, "t"], [/ph|v/g, "f"], [/p(?=[aiueo])/g, "f"], [/z/g, "j"],
  [/x/g, "ks"], [/y/g, "i"], [/w/g, "u"], [/q/g, "k"], [/(.)\1+/g, "$1"], [/h$/, ""],
];

const sound = (word: string): string => SOUNDS.reduce((text, [from, to]) => text.replace(from, to), SAME[word] ?? word);

/** The words that count, as they sound: `H. Moh. Djunaidi, S.Sos` -> ["muhamad", "junaidi"]. */
export function nameWords(name: string): string[] {
  const plain = fold(name.replace(/(?<=\p{L})\.(?=\p{L})/gu, "")).split(" ").filter(Boolean);
  const kept = plain.filter((word) => !TITLES.has(word));
  return (kept.length ? kept : plain).map(sound);
}

/** Jaro-Winkler likeness of two words, 0 to 1. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const common: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken[j] || a[i] !== b[j]) continue;
      taken[j] = true;
      common.push(a[i]!);
      break;
    }
  }
  if (!common.length) return 0;
  const other = [...b].filter((_, j) => taken[j]);
  const swaps = common.filter((letter, i) => letter !== other[i]).length / 2;
  const jaro = (common.length / a.length + common.length / b.length + (common.length - swaps) / common.length) / 3;
  let prefix = 0;
  while (prefix < 4 && a[prefix] !== undefined && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

const WORD_ALIKE = 0.88;

/** Hasan and Hasanah, Rahmat and Rahmata(h): a man's and a woman's name. */
const feminine = (a: string, b: string): boolean => a === `${b}a` || b === `${a}a`;

/** How alike two names are, 0 to 1: each word of the shorter name looks for its like in the longer one. */
export function nameLikeness(one: string, other: string): number {
  let [few, many] = [nameWords(one), nameWords(other)];
  if (few.length > many.length) [few, many] = [many, few];
  if (!few.length) return 0;
  const left = [...many];
  let found = 0;
  let weight = 0;
  for (const word of few) {
    let best = -1;
    let likeness = 0;
    left.forEach((candidate, i) => {
      const initial = (word.length === 1 || candidate.length === 1) && word[0] === candidate[0] ? 0.9 : 0;
      const value = Math.max(initial, feminine(word, candidate) ? 0 : wordLikeness(word, candidate));
      if (value > likeness) [best, likeness] = [i, value];
    });
    const length = Math.max(word.length, left[best]?.length ?? 0);
    const size = word === "muhamad" ? 1 : Math.min(length, 6); // everybody is called Muhammad
    weight += size;
    if (likeness >= WORD_ALIKE) {
      found += size * likeness;
      left.splice(best, 1);
    }
  }
  const missing = left.reduce((sum, word) => sum + (word === "muhamad" ? 0.2 : 1), 0);
  return (found / weight) * (1 - 0.09 * Math.min(missing, 3));
}
