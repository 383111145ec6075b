/** Panduan: the office's guides, offline, and a short one of our own that is always there. */
import type { Guide } from "../../store/view";
import { useRoute, useView } from "../parts/hooks";
import { Icon } from "../parts/icons";
import { Page } from "../parts/page";

const OWN: Guide = {
  code: "aplikasi", name: "Memakai Bubuhan di HP", icon: "smartphone", summary: "Lima hal yang perlu diketahui",
  body: [
    { kind: "ul", items: [
      "Tekan Lapor. Lima langkah pendek; boleh ditinggal, tulisan tidak hilang.",
      "Tanpa sinyal pun laporan tersimpan di HP ini, lalu dikirim sendiri begitu ada sinyal.",
      "Di kanan atas terlihat berapa catatan yang belum terkirim. Tekan untuk melihatnya.",
      "Bila laporan belum diterima, tekan Perbaiki. Tulisan dan foto Anda tetap aman.",
      "HP hilang? Segera beri tahu koordinator supaya HP dicabut.",
    ] },
  ],
};

export function Guides() {
  const { guides } = useView();
  const { path } = useRoute();
  const all = [...guides, OWN];
  const one = all.find((g) => g.code === path[1]);
  if (one) return <Reading guide={one} />;
  return (
    <Page title="Panduan">
      <p class="soft">Dapat dibaca tanpa sinyal.</p>
      {all.map((g) => (
        <a key={g.code} class="card row" href={`#/panduan/${g.code}`}>
          <Icon name={g.icon ?? "book-open"} />
          <span class="grow"><strong>{g.name}</strong>{g.summary && <><br /><span class="soft">{g.summary}</span></>}</span>
          <Icon name="chevron-right" />
        </a>
      ))}
    </Page>
  );
}

function Reading({ guide }: { guide: Guide }) {
  return (
    <Page title={guide.name} back="panduan">
      <div class="reading">
        {(guide.body ?? []).map((block, i) => {
          const points = block.items?.map((text) => <li key={text}>{text}</li>);
          if (block.kind === "h") return <h2 key={i}>{block.text}</h2>;
          if (block.kind === "ul") return <ul key={i}>{points}</ul>;
          if (block.kind === "ol") return <ol key={i}>{points}</ol>;
          return <p key={i}>{block.text}</p>;
        })}
        {guide.numbers?.map((n) => (
          <a key={n.number} class="card row" href={`tel:${n.number.replace(/[^\d+]/g, "")}`}>
            <Icon name="phone" />
            <span class="grow"><strong>{n.name}</strong>{n.note && <><br /><span class="soft">{n.note}</span></>}</span>
            <span class="tabular">{n.number}</span>
          </a>
        ))}
      </div>
    </Page>
  );
}
