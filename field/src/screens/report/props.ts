import type { Problems, ReportData } from "../../forms/report";
import type { Draft } from "../../store/model";

/** What every step of the report gets. */
export interface StepProps {
  data: ReportData;
  files: Draft["files"];
  problems: Problems;
  change: (data: Partial<ReportData>, files?: Draft["files"]) => void;
}
