/** Choosing a desa or kelurahan on the phone, without asking anyone. */
import type { AreaItem } from "../kernel/contract";
import { type Point, distanceKm } from "../kernel/geo";
import { fold, matches } from "../kernel/text";

const DESA = 13;
const KECAMATAN = 8;

export const kecamatans = (areas: readonly AreaItem[]): AreaItem[] =>
  areas.filter((a) => a.code.length === KECAMATAN).sort((a, b) => a.name.localeCompare(b.name, "id"));

export const desasOf = (areas: readonly AreaItem[], kecamatan: string): AreaItem[] =>
  areas
    .filter((a) => a.code.length === DESA && a.code.startsWith(`${kecamatan}.`))
    .sort((a, b) => a.name.localeCompare(b.name, "id"));

/** Desas whose own name or kecamatan begins with the words typed; own kecamatan first. */
export function findDesa(areas: readonly AreaItem[], query: string, near: string, most = 8): AreaItem[] {
  if (fold(query) === "") return [];
  const above = new Map(areas.filter((a) => a.code.length === KECAMATAN).map((a) => [a.code, a.name]));
  const near8 = near.slice(0, KECAMATAN);
  const found = areas.filter(
    (a) => a.code.length === DESA && matches(query, `${a.name} ${above.get(a.code.slice(0, KECAMATAN)) ?? ""}`),
  );
  const key = fold(query);
  const rank = (a: AreaItem): number => (fold(a.name).startsWith(key) ? 0 : 2) + (near8 && a.code.startsWith(near8) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "id")).slice(0, most);
}

export interface Nearest {
  area: AreaItem;
  km: number;
}

/** The desa whose point lies nearest; null when it is so far that the list cannot be the right one. */
export function nearestDesa(areas: readonly AreaItem[], at: Point, mostKm = 30): Nearest | null {
  let best: Nearest | null = null;
  for (const area of areas) {
    if (area.code.length !== DESA || area.lat === null || area.lon === null) continue;
    const km = distanceKm(at, { lat: area.lat, lon: area.lon });
    if (!best || km < best.km) best = { area, km };
  }
  return best && best.km <= mostKm ? best : null;
}
