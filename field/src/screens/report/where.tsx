/** Step 3: the place, by GPS or by name, always ending in an official desa or kelurahan. */
import { useEffect, useState } from "preact/hooks";
import { desasOf, findDesa, kecamatans, nearestDesa } from "../../forms/areas";
import { areaLabel } from "../../store/view";
import { Field, Problem } from "../parts/fields";
import { useSnapshot, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import type { StepProps } from "./props";

export function StepWhere({ data, problems, change }: StepProps) {
  const { areas } = useView();
  const { session } = useSnapshot();
  const [query, setQuery] = useState("");
  const [kec, setKec] = useState(() => (data.area || session?.person.area_code || "").slice(0, 8));
  const [choosing, setChoosing] = useState(!data.area);
  useEffect(() => {
    if (data.area) setKec(data.area.slice(0, 8));
  }, [data.area]);
  const found = findDesa(areas, query, session?.person.area_code ?? "");
  const pick = (area: string): void => {
    setQuery("");
    if (area) setChoosing(false);
    change({ area, lat: null, lon: null, accuracy: null });
  };
  return (
    <>
      <div class={`place ${data.area ? "place-set" : ""}`}>
        <Icon name="map-pin" /> <strong role="status">{data.area ? areaLabel(areas, data.area) : "Belum dipilih"}</strong>
        {!choosing && <button type="button" class="button button-soft" onClick={() => setChoosing(true)}>Ganti</button>}
      </div>
      <Gps onPlace={change} onFound={() => setChoosing(false)} point={data.lat !== null} accuracy={data.accuracy} />
      {choosing && <>
      <Field label="Cari desa atau kelurahan" value={query} onValue={setQuery} input={{ type: "search" }} />
      {found.length > 0 && (
        <ul class="found">
          {found.map((a) => <li key={a.code}><button type="button" class="card" onClick={() => pick(a.code)}>{areaLabel(areas, a.code)}</button></li>)}
        </ul>
      )}
      {query.trim() && !found.length && <p class="soft">Tidak ada nama itu di kabupaten/kota Anda. Periksa ejaannya, atau pilih di bawah.</p>}
      {!query && (
        <div class="pair">
          <Field label="Kecamatan" value={kec} onValue={setKec} options={[["", "Pilih"], ...kecamatans(areas).map((a): [string, string] => [a.code, a.name])]} />
          <Field label="Desa/kelurahan" value={data.area} onValue={pick} options={[["", "Pilih"], ...desasOf(areas, kec).map((a): [string, string] => [a.code, a.name])]} />
        </div>
      )}
      </>}
      <Problem text={problems.area} />
      <Field label="Patokan tempat" hint="Misalnya: gang sebelah langgar, rumah cat hijau" value={data.placeNote} onValue={(placeNote) => change({ placeNote })} input={{ maxLength: 500 }} />
    </>
  );
}

function Gps({ onPlace, onFound, point, accuracy }: { onPlace: StepProps["change"]; onFound: () => void; point: boolean; accuracy: number | null }) {
  const { areas } = useView();
  const [state, setState] = useState("");
  const [busy, setBusy] = useState(false);
  const ask = (): void => {
    if (!navigator.geolocation) return setState("HP ini tidak memberi lokasi. Pilih nama desanya.");
    setBusy(true);
    setState("");
    const got = ({ coords }: GeolocationPosition): void => {
      setBusy(false);
      const near = nearestDesa(areas, { lat: coords.latitude, lon: coords.longitude });
      const place = { lat: round(coords.latitude), lon: round(coords.longitude), accuracy: Math.min(Math.round(coords.accuracy), 1_000_000) };
      onPlace(near ? { ...place, area: near.area.code } : place);
      if (near) onFound();
      setState(near ? "Ini desa terdekat menurut lokasi HP. Ganti bila keliru." : "Lokasi tercatat, tetapi di luar kabupaten/kota Anda. Pilih nama desanya.");
    };
    const failed = (error: GeolocationPositionError): void => {
      setBusy(false);
      setState(error.code === error.PERMISSION_DENIED ? "Lokasi belum diizinkan. Izinkan di setelan peramban, atau pilih nama desanya." : "Lokasi belum ketemu. Coba di tempat terbuka, atau pilih nama desanya.");
    };
    navigator.geolocation.getCurrentPosition(got, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
  };
  return (
    <>
      <button type="button" class="button button-soft" disabled={busy} onClick={ask}>
        <Icon name="map-pin" /> {busy ? "Mencari lokasi…" : point ? "Perbarui lokasi" : "Pakai lokasi HP"}
      </button>
      <p class="soft" role="status">{state}{point && accuracy !== null && ` Ketelitian sekitar ${accuracy} m.`}</p>
    </>
  );
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
