/** Kartu anggota: drawn on the phone, with its QR code, also without signal. */
import type { CardBody } from "../../kernel/contract";
import { date, isoDay } from "../../kernel/clock";
import { qrPath } from "../../store/own";
import { useNow, useView } from "../parts/hooks";
import { Note, Page } from "../parts/page";

export function Cards() {
  const { own } = useView();
  const today = isoDay(useNow());
  return (
    <Page title="Kartu anggota" back="saya">
      {own.cards.length === 0 && <Note>Kartu belum diterbitkan. Tanyakan kepada petugas Dinas Sosial.</Note>}
      {own.cards.map((card) => <MemberCard key={card.id} card={card} today={today} />)}
      {own.cards.length > 0 && <p class="soft">Siapa pun dapat memeriksa kode ini dengan kamera HP. Bila sulit terbaca, terangkan layar.</p>}
    </Page>
  );
}

function MemberCard({ card, today }: { card: CardBody; today: string }) {
  const { size, path } = qrPath(card.qr);
  const over = card.valid_until < today;
  return (
    <article class="member-card" aria-label={`Kartu ${card.pillar_name}`}>
      <div class="zigzag" aria-hidden="true" />
      <strong>{card.name}</strong>
      <span>{card.pillar_name}</span>
      <span>{card.area_label}</span>
      <span class="tabular">Nomor {card.number}</span>
      <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Kode QR kartu ${card.number}`} shape-rendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <span class={over ? "late" : ""}>{over ? `Masa berlaku habis ${date(card.valid_until)}` : `Berlaku sampai ${date(card.valid_until)}`}</span>
    </article>
  );
}
