/** Parts of Saya about one's own record: hats, what is missing, wishes to change it. */
import type { Profile } from "../../kernel/contract";
import { date, dateTime, isoDay } from "../../kernel/clock";
import { upperFirst } from "../../kernel/text";
import type { ChangeView, Own, StandingView } from "../../store/own";
import { useNow } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Note } from "../parts/page";

export function Hats({ profile }: { profile: Profile }) {
  const today = isoDay(useNow());
  return (
    <>
      {profile.memberships.map((m) => (
        <div key={m.id ?? m.pillar + m.area_label} class="card">
          <strong>{m.pillar_name}</strong>
          <span>{[m.area_label, m.position].filter(Boolean).join(", ")}</span>
          {m.member_no && <span>Nomor anggota <b class="tabular">{m.member_no}</b></span>}
          <span class="soft">{[m.decree_no && `SK ${m.decree_no}`, m.started_on && `sejak ${date(m.started_on)}`].filter(Boolean).join(", ")}</span>
          {m.ends_on && <span class={m.ends_on < today ? "late" : "soft"}>{m.ends_on < today ? `Masa tugas habis ${date(m.ends_on)}. Hubungi petugas.` : `Berlaku sampai ${date(m.ends_on)}`}</span>}
          {m.confirmed_at && <span class="soft">Dikonfirmasi {date(m.confirmed_at)}</span>}
        </div>
      ))}
    </>
  );
}

const TONE: Record<string, "good" | "warn" | "bad"> = { sah: "good", perbaiki: "warn", ragu: "bad" };

/** "Kurang satu: unggah sertifikat Bimtek dasar": how a hat stands, and what its owner can do. */
export function Standing({ one, many }: { one: StandingView; many: boolean }) {
  const open = one.criteria.filter((c) => c.need);
  return (
    <section aria-label={`Kelengkapan ${one.pillar_name}`}>
      <h2>Kelengkapan{many && `, ${one.pillar_name}`}</h2>
      <Note tone={TONE[one.grade] ?? "plain"} icon={one.grade === "sah" ? "check" : "circle-help"}>
        <strong>{one.grade_label || one.verdict_label}</strong>
        <br />{one.headline || one.verdict_label}
      </Note>
      {open.map((c) => <Need key={c.code} one={one} criterion={c} />)}
      {one.reasons.length > 0 && (
        <details class="apart" open={open.length === 0 && one.grade !== "sah"}>
          <summary>Mengapa “{one.grade_label.toLowerCase()}”?</summary>
          <ul class="reasons">{one.reasons.map((text) => <li key={text}>{text}</li>)}</ul>
        </details>
      )}
    </section>
  );
}

const SAID = { hp: "Tersimpan di HP ini, belum terkirim", terkirim: "Terkirim, menunggu petugas", ditolak: "Belum diterima, lihat Belum terkirim" };

function Need({ one, criterion }: { one: StandingView; criterion: StandingView["criteria"][number] }) {
  const said = one.underway[criterion.code];
  if (said) return <div class="card"><strong>{criterion.name}</strong><span class="pending">{SAID[said]}</span></div>;
  return (
    <a class="card row" href={`#/saya/syarat/${one.membership_id}/${criterion.code}`}>
      <Icon name="camera" />
      <span class="grow"><strong>{upperFirst(criterion.need)}</strong><br /><span class="soft">{criterion.name}: {criterion.answer_label.toLowerCase()}</span></span>
      <Icon name="chevron-right" />
    </a>
  );
}

const WORDS: Record<ChangeView["state"], string> = {
  hp: "Di HP, belum terkirim", terkirim: "Terkirim, menunggu petugas", ditolak: "Belum diterima server", waiting: "Menunggu petugas", returned: "Dikembalikan dengan catatan",
  approved: "Disetujui", refused: "Ditolak", withdrawn: "Dibatalkan",
};
const LOOK: Partial<Record<ChangeView["state"], string>> = { approved: "said said-good", refused: "said said-bad", returned: "said said-warn", ditolak: "said said-bad", hp: "pending", terkirim: "pending" };

export function Changes({ own }: { own: Own }) {
  return (
    <section aria-labelledby="perubahan">
      <h2 id="perubahan">Perubahan data saya</h2>
      <a class="button button-soft" href="#/saya/ubah"><Icon name="square-pen" /> Ganti nomor atau alamat</a>
      <ul class="list">{own.changes.slice(0, 10).map((one) => <li key={one.id}><Change one={one} /></li>)}</ul>
    </section>
  );
}

function Change({ one }: { one: ChangeView }) {
  return (
    <div class="card">
      <span class={LOOK[one.state] ?? "said"}>{WORDS[one.state]}</span>
      {one.items.map((item) => <span key={item.field}>{item.label}: <strong>{item.new || "dikosongkan"}</strong></span>)}
      {one.note && <span class="soft">“{one.note}”</span>}
      {one.answer && <p><strong>Catatan{one.by && ` ${one.by}`}:</strong> {one.answer}</p>}
      {one.problem && <p>{one.problem.message} <a href="#/terkirim">Perbaiki</a></p>}
      <span class="soft">Ditulis {dateTime(one.at)}</span>
    </div>
  );
}
