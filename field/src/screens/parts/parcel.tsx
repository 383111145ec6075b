/** The last resort: everything unsent as a sealed file, carried to the coordinator. Works while locked. */
import { useState } from "preact/hooks";
import { isoDay } from "../../kernel/clock";
import { ownParcel } from "../../store/custody";
import { useStore } from "./hooks";

export function SaveParcel() {
  const store = useStore();
  const [says, setSays] = useState("");
  const save = async (): Promise<void> => {
    const parcel = await ownParcel(store.db);
    if (!parcel) return setSays("Tidak ada yang belum terkirim.");
    const url = URL.createObjectURL(new Blob([JSON.stringify(parcel)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `bubuhan-titipan-${isoDay(Date.now())}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    setSays(`Tersimpan: ${parcel.commands?.length ?? 0} catatan dan ${parcel.files?.length ?? 0} foto atau rekaman, terkunci. Serahkan berkasnya kepada koordinator.`);
  };
  return (
    <>
      <button type="button" class="button button-soft" onClick={() => void save()}>Simpan yang belum terkirim sebagai berkas</button>
      <p class="says" role="status">{says}</p>
    </>
  );
}
