/** Bagikan: the text is shown as it will leave, and nothing else leaves. */
import { caseText, whatsappLink } from "../../forms/sharing";
import type { CaseView } from "../../store/view";
import { useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";

export function ShareCase({ one }: { one: CaseView; rest: string | undefined }) {
  const { areas } = useView();
  const text = caseText(one, areas);
  const back = `kasus/${one.id}`;
  if (!text) return <Page title="Bagikan" back={back}><Note icon="lock">Kasus ini dilindungi. Tidak ada yang dapat dibagikan.</Note></Page>;
  const canShare = typeof navigator.share === "function";
  return (
    <Page title="Bagikan keadaan kasus" back={back}>
      <p>Hanya kalimat ini yang dibagikan. Nama, cerita, foto dan alamat tidak ikut.</p>
      <blockquote class="card story">{text}</blockquote>
      <a class="button button-main" href={whatsappLink(text)} target="_blank" rel="noopener noreferrer"><Icon name="send" /> Kirim lewat WhatsApp</a>
      {canShare && <button type="button" class="button button-soft" onClick={() => void navigator.share({ text }).catch(() => undefined)}>Aplikasi lain</button>}
      <Note icon="triangle-alert" tone="warn">Jangan menambahkan nama atau cerita warga di percakapan.</Note>
    </Page>
  );
}
