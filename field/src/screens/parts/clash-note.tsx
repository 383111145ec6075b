/** One line wherever it matters: somebody else wrote another value, and the holder has not chosen yet. */
import { openClashes } from "../../forms/clashes";
import { useSnapshot, useView } from "./hooks";
import { Note } from "./page";

export function ClashNote() {
  const { cases } = useView();
  const { outbox } = useSnapshot();
  const open = openClashes(cases, outbox).filter((clash) => !clash.chosen).length;
  if (!open) return null;
  return <Note tone="warn" icon="triangle-alert"><a href="#/beda">{open} isian Anda berbeda dengan tulisan orang lain. Pilih yang benar.</a></Note>;
}
