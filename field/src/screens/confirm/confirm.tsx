/** Konfirmasi data: "Apakah data ini masih benar?", in two steps, without signal too. */
import { useState } from "preact/hooks";
import { confirmCommand, presentOf } from "../../forms/record";
import { date, dateTime } from "../../kernel/clock";
import type { ConfirmationView } from "../../store/own";
import { go, useBusy, useRoute, useStore, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";
import { RecordForm } from "../profile/change";

export function Confirm() {
  const { path } = useRoute();
  const { own, profile } = useView();
  const asked = own.confirmations.find((one) => one.id === path[1]);
  if (!asked) {
    return <Page title="Konfirmasi data" back=""><Note>Tidak ada konfirmasi yang menunggu di HP ini.</Note></Page>;
  }
  if (path[2] === "ubah") {
    const now = presentOf(profile, asked);
    return (
      <RecordForm
        title="Apa yang berubah?" back={`konfirmasi/${asked.id}`} now={now} campaign={asked.id} save="Simpan jawaban"
        command={(values) => confirmCommand(asked, values, now)} done={`konfirmasi/${asked.id}`}
      />
    );
  }
  return <Question asked={asked} />;
}

function Question({ asked }: { asked: ConfirmationView }) {
  const store = useStore();
  const [busy, run] = useBusy();
  const { profile } = useView();
  const [again, setAgain] = useState(false);
  const now = presentOf(profile, asked);
  const answered = asked.underway !== null || ["dikonfirmasi", "dikoreksi"].includes(asked.answer);
  const right = async (): Promise<void> => {
    await run(() => store.enqueue(confirmCommand(asked, null, now)));
    setAgain(false);
  };
  if (answered && !again) return <Answered asked={asked} onAgain={() => setAgain(true)} />;
  return (
    <Page title="Apakah data ini masih benar?" back="" bar={false} step={again ? "lagi" : ""}>
      <p class="soft">{asked.title}, {asked.by}. {asked.open ? `Sampai ${date(asked.closes_on)}.` : "Waktunya sudah lewat, tetapi jawaban Anda masih diterima."}</p>
      {asked.note && <Note>{asked.note}</Note>}
      <dl class="facts">
        <Fact name="Nama" text={now.name} />
        <Fact name="NIK" text={asked.person.nik || "belum ada"} />
        <Fact name="Nomor HP" text={[now.phone, now.phone_other].filter(Boolean).join(", ") || "belum ada"} />
        <Fact name="Alamat" text={now.address || "belum ada"} />
        <Fact name="Tinggal di" text={asked.person.area_label || "belum ada"} />
        {asked.memberships.map((m) => <Fact key={m.membership_id} name={m.pillar} text={[m.area_label, m.position, m.decree_no && `SK ${m.decree_no}`].filter(Boolean).join(", ")} />)}
      </dl>
      <div class="sticky two">
        <button type="button" class="button button-main big" disabled={busy} onClick={() => void right()}><Icon name="check" /> Ya, masih benar</button>
        <button type="button" class="button button-soft big" onClick={() => go(`konfirmasi/${asked.id}/ubah`)}><Icon name="square-pen" /> Ada yang berubah</button>
      </div>
    </Page>
  );
}

function Answered({ asked, onAgain }: { asked: ConfirmationView; onAgain: () => void }) {
  const said = asked.underway ? asked.correct : asked.answer === "dikonfirmasi";
  return (
    <Page title={asked.title} back="">
      {asked.underway === "ditolak" ? (
        <Note tone="bad" icon="triangle-alert" role="status">Jawaban belum diterima: {asked.problem?.message} <a href="#/terkirim">Perbaiki</a>. Tulisan Anda tetap aman.</Note>
      ) : asked.underway === "hp" ? (
        <Note tone="good" icon="check" role="status">Tersimpan di HP ini. Akan dikirim sendiri begitu ada sinyal.</Note>
      ) : asked.underway === "terkirim" ? (
        <Note tone="good" icon="check" role="status">Sudah terkirim. Terima kasih.</Note>
      ) : (
        <Note tone="good" icon="check" role="status">Sudah diterima {dateTime(asked.answered_at)}, lewat {asked.way}. Terima kasih.</Note>
      )}
      <p><strong>Jawaban Anda:</strong> {said ? "data masih benar." : "ada yang berubah. Petugas memeriksa perubahannya dulu."}</p>
      {!said && <a class="button button-soft" href="#/saya">Lihat perubahan saya</a>}
      <a class="button button-main" href="#/">Ke Beranda</a>
      <button type="button" class="button button-soft" onClick={onAgain}>Jawab lagi</button>
    </Page>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return <div><dt>{name}</dt><dd>{text}</dd></div>;
}
