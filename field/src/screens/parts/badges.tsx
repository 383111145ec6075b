import { type Stage, type CaseView, bandName } from "../../store/view";
import { Icon, type IconName } from "./icons";

const BAND_ICON: Record<string, IconName> = { darurat: "siren", tinggi: "arrow-up", sedang: "circle", rendah: "arrow-down" };

export function Band({ band }: { band: CaseView["band"] }) {
  if (!band) return <span class="band band-rendah">Belum dinilai</span>;
  return <span class={`band band-${band}`}><Icon name={BAND_ICON[band]!} size={16} /> {bandName[band]}</span>;
}

const STATES: Record<string, string> = {
  waiting: "Menunggu penugasan", offered: "Ditawarkan", active: "Sedang ditangani",
  resolved: "Selesai, menunggu pemeriksaan", closed: "Ditutup", rejected: "Tidak dilanjutkan",
};
export const stateName = (state: string): string => STATES[state] ?? state;

const LINE: [Stage, string][] = [["hp", "Di HP"], ["terkirim", "Terkirim"], ["diterima", "Diterima"], ["ditugaskan", "Ditugaskan"], ["selesai", "Selesai"]];

/** Di HP > terkirim > diterima > ditugaskan > selesai: how far one report has come. */
export function StageLine({ stage }: { stage: Stage }) {
  if (stage === "ditolak") return <p class="stage-bad"><Icon name="triangle-alert" size={20} /> Belum diterima, perlu diperbaiki</p>;
  if (stage === "berhenti") return <p><strong>Tidak dilanjutkan</strong> <span class="soft">oleh petugas. Alasannya ada di jawaban.</span></p>;
  const at = LINE.findIndex(([code]) => code === stage);
  return (
    <div class="stage-line">
      <ol class="stages" aria-label={`Keadaan laporan: ${LINE[at]?.[1] ?? ""}`}>
        {LINE.map(([code, name], i) => (
          <li key={code} class={i < at ? "past" : i === at ? "here" : ""} aria-current={i === at ? "step" : undefined}><span>{name}</span></li>
        ))}
      </ol>
      <p class="stage-now" aria-hidden="true"><strong>{LINE[at]?.[1]}</strong>{LINE[at + 1] && <span class="soft">, lalu {LINE[at + 1]![1].toLowerCase()}</span>}</p>
    </div>
  );
}
