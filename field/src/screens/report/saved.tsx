/** After saving: the truth about where the report is, and what became of it. */
import { dateTime } from "../../kernel/clock";
import { type ReportView, KINDS } from "../../store/view";
import { StageLine } from "../parts/badges";
import { useRoute, useView } from "../parts/hooks";
import { Note, Page } from "../parts/page";

export function Saved() {
  const { path } = useRoute();
  const report = useView().reports.find((r) => r.id === path[1]);
  return (
    <Page title="Laporan tersimpan">
      {report?.stage === "hp" || !report ? (
        <Note tone="good" icon="check" role="status">Tersimpan di HP ini. Akan dikirim sendiri begitu ada sinyal.</Note>
      ) : report.stage === "ditolak" ? (
        <Note tone="bad" icon="triangle-alert" role="status">Laporan belum diterima: {report.problem?.message} <a href="#/terkirim">Perbaiki</a>. Tulisan dan foto Anda tetap aman.</Note>
      ) : (
        <Note tone="good" icon="check" role="status">Laporan sudah sampai di server. Terima kasih.</Note>
      )}
      {report && <ReportCard report={report} />}
      <a class="button button-main" href="#/">Ke Beranda</a>
      <a class="button button-soft" href="#/lapor">Lapor lagi</a>
    </Page>
  );
}

export function OneReport() {
  const { path } = useRoute();
  const report = useView().reports.find((r) => r.id === path[1]);
  if (!report) return <Page title="Laporan tidak ditemukan" back="terkirim"><Note>Laporan ini tidak ada lagi di HP ini.</Note></Page>;
  return (
    <Page title="Laporan saya" back="terkirim">
      <ReportCard report={report} whole />
      {report.caseId && <a class="button button-soft" href={`#/kasus/${report.caseId}`}>Buka kasus {report.caseNumber}</a>}
    </Page>
  );
}

/** With `linked` the title leads to the whole report, and the whole card takes the touch. */
export function ReportCard({ report, whole = false, linked = false }: { report: ReportView; whole?: boolean; linked?: boolean }) {
  const { files } = report;
  return (
    <article class="card">
      {linked ? <a class="stretched" href={`#/laporan/${report.id}`}>{report.title}</a> : <strong>{report.title}</strong>}
      <span class="soft">{KINDS[report.kind]}, {report.areaLabel}. Ditulis {dateTime(report.at)}</span>
      {whole && <p class="story">{report.story}</p>}
      <StageLine stage={report.stage} />
      {files.total > 0 && <span class="soft">{files.arrived} dari {files.total} foto atau rekaman terkirim</span>}
      {whole && report.steps.length > 0 && <Steps steps={report.steps} />}
      {report.answer && <p><strong>Jawaban:</strong> {report.answer}</p>}
    </article>
  );
}

/** What became of it, as a list one can read out. */
function Steps({ steps }: { steps: ReportView["steps"] }) {
  return (
    <ol class="became" aria-label="Perjalanan laporan ini">
      {steps.map((step) => <li key={`${step.at}${step.text}`}><span>{step.text}</span><span class="soft">{dateTime(step.at)}</span></li>)}
    </ol>
  );
}
