/** Unggah bukti: the holder's word on one criterion with a photo of the paper. */
import { criterionCommand } from "../../forms/record";
import type { StandingView } from "../../store/own";
import { upperFirst } from "../../kernel/text";
import { useWords } from "../parts/drafts";
import { Files } from "../parts/files";
import { leave, useBusy, useRoute, useStore, useView } from "../parts/hooks";
import { Note, Page } from "../parts/page";

export function Criterion() {
  const { path } = useRoute();
  const { own } = useView();
  const standing = own.standings.find((one) => one.membership_id === path[2]);
  const criterion = standing?.criteria.find((one) => one.code === path[3]);
  if (!standing || !criterion) return <Page title="Kelengkapan" back="saya"><Note>Hal ini tidak ada lagi di HP ini. Mungkin sudah dilengkapi.</Note></Page>;
  return <Evidence key={path.join("/")} standing={standing} criterion={criterion} />;
}

function Evidence({ standing, criterion }: { standing: StandingView; criterion: StandingView["criteria"][number] }) {
  const store = useStore();
  const [busy, run] = useBusy();
  const place = `saya/syarat/${standing.membership_id}/${criterion.code}`;
  const words = useWords({ key: place, title: `Foto bukti: ${criterion.name}`, place }, {});
  const photo = words.files.filter((f) => f.kind === "photo").slice(-1);
  const save = async (): Promise<void> => {
    await run(() => store.enqueue(criterionCommand(standing.membership_id, criterion.code, criterion.name, photo), words.take()));
    leave("saya");
  };
  return (
    <Page title={upperFirst(criterion.need || criterion.name)} back="saya" bar={false}>
      <p>{criterion.name}. {criterion.why}</p>
      <p class="soft">{standing.pillar_name}, {standing.area_label}</p>
      <Files files={photo} onFiles={(files) => words.change({}, files)} photosOnly />
      {photo.length === 0 && <p class="soft">Foto seluruh lembarnya, terang dan terbaca. Tanpa foto pun boleh; petugas akan meminta buktinya nanti.</p>}
      <div class="sticky"><button type="button" class="button button-main" disabled={busy} onClick={() => void save()}>{photo.length ? "Simpan dengan foto" : "Simpan tanpa foto"}</button></div>
    </Page>
  );
}
