/** Beranda: the yearly question, and where one's answer is. */
import { date, friendly } from "../../kernel/clock";
import type { ConfirmationView } from "../../store/own";
import { Icon } from "../parts/icons";

export function ConfirmCard({ asked, now }: { asked: ConfirmationView; now: number }) {
  const link = `#/konfirmasi/${asked.id}`;
  if (asked.underway === "ditolak") return null; // stands in red above, with the way to mend it
  if (asked.underway) {
    return (
      <a class="card row" href={link}>
        <Icon name="check" />
        <span class="grow"><strong>{asked.title}</strong><br /><span class="soft">{asked.underway === "hp" ? "Jawaban Anda tersimpan di HP ini, belum terkirim" : "Jawaban Anda sudah terkirim"}</span></span>
      </a>
    );
  }
  return (
    <a class="card card-offer" href={link}>
      <strong>{asked.title}</strong>
      <span>Apakah data Anda masih benar? {asked.open ? `Jawab paling lambat ${date(asked.closes_on)}.` : "Waktunya sudah lewat, tetapi jawaban Anda masih diterima."}</span>
      {asked.reminded_at && <span>Petugas mengingatkan Anda {friendly(asked.reminded_at, now)}.</span>}
    </a>
  );
}
