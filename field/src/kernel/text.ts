/** Lower case, no accents, single spaces: for searching, never for showing. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** True when every word of the query starts a word of the text. */
export function matches(query: string, text: string): boolean {
  const words = fold(text).split(" ");
  return fold(query)
    .split(" ")
    .every((part) => part === "" || words.some((word) => word.startsWith(part)));
}

/** "6371 •••• •••• 0000" */
export function maskNik(nik: string): string {
  const digits = nik.replace(/\D/g, "");
  return digits.length === 16 ? `${digits.slice(0, 4)} •••• •••• ${digits.slice(12)}` : nik;
}

/** The first letter large: what stands in a list begins a sentence elsewhere. */
export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

export const sexName = (sex: string | null | undefined): string =>
  sex === "L" ? "laki-laki" : sex === "P" ? "perempuan" : "";
