// The page /cek/: a card from the address, from pasted text or from a photo; judged here, then asked online.
import { judge, read } from "./card.js";

const $ = (id) => document.getElementById(id);
const ONLINE = {
  berlaku: ["good", "Menurut instansi, kartu ini berlaku saat ini."],
  habis: ["warn", "Menurut instansi, masa berlaku kartu ini sudah habis."],
  dicabut: ["bad", "Menurut instansi, kartu ini sudah dicabut. Jangan diterima."],
  berakhir: ["bad", "Menurut instansi, keanggotaan ini sudah berakhir. Jangan diterima."],
  tidak_dikenal: ["bad", "Instansi tidak mengenal kartu ini. Jangan diterima."],
};
const OFFLINE = {
  genuine: ["good", "Tanda tangan asli: isi kartu di bawah benar keluaran instansi ini."],
  forged: ["bad", "Tanda tangan tidak cocok: isi kartu ini pernah diubah. Jangan diterima."],
  stranger: ["warn", "Kartu ini ditandatangani kunci yang belum dikenal halaman ini. Sambungkan internet, lalu muat ulang."],
};
let keys = [];

function say(id, [tone, text]) {
  const box = $(id);
  box.className = `note note-${tone}`;
  box.textContent = text;
  box.hidden = false;
}

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
const day = (iso) => iso.split("-").reverse().join("-");

async function show(text) {
  for (const id of ["hasil-tanda", "hasil-masa", "hasil-daring"]) $(id).hidden = true;
  $("isi-kartu").hidden = true;
  const card = read(text);
  if (!card) {
    say("hasil-tanda", ["bad", "Ini bukan kode kartu anggota. Salin seluruh kodenya, atau potret lagi lebih dekat."]);
    return;
  }
  const verdict = judge(card, keys);
  say("hasil-tanda", OFFLINE[verdict]);
  if (verdict !== "forged") {
    for (const [id, value] of [["nama", card.fields.name], ["pilar", card.fields.pillar], ["wilayah", card.fields.area], ["nomor", card.fields.number], ["berlaku", day(card.fields.validUntil)]]) $(`kartu-${id}`).textContent = value;
    $("isi-kartu").hidden = false;
    if (card.fields.validUntil < today()) say("hasil-masa", ["warn", "Masa berlaku yang tertulis sudah lewat."]);
  }
  if (verdict === "genuine") await ask(card.fields.token);
  $("hasil").focus();
}

async function ask(token) {
  try {
    const answer = await fetch(`/cek/${encodeURIComponent(token)}/?bentuk=json`, { headers: { accept: "application/json" } });
    const { state } = await answer.json();
    say("hasil-daring", ONLINE[state] ?? ["warn", "Keadaan terakhir tidak dapat ditanyakan sekarang. Coba lagi nanti."]);
  } catch {
    say("hasil-daring", ["info", "Tanpa internet: belum diketahui apakah kartu ini dicabut. Tanda tangannya sudah diperiksa di HP ini."]);
  }
}

async function photo(file) {
  if (!("BarcodeDetector" in window)) {
    say("hasil-tanda", ["info", "Peramban ini tidak dapat membaca kode dari foto. Pindai kode dengan kamera HP; halaman ini akan terbuka sendiri."]);
    return;
  }
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
  await show(found.length ? found[0].rawValue : "");
}

async function start() {
  try {
    const answer = await fetch("/cek/kunci.json");
    keys = (await answer.json()).keys;
  } catch {
    say("hasil-tanda", ["warn", "Kunci publik belum tersimpan di HP ini. Buka halaman ini sekali dengan internet."]);
  }
  $("form-kode").addEventListener("submit", (event) => {
    event.preventDefault();
    show($("kode").value);
  });
  $("foto").addEventListener("change", () => $("foto").files[0] && photo($("foto").files[0]));
  window.addEventListener("hashchange", () => location.hash.length > 1 && show(location.hash));
  if (location.hash.length > 1) show(location.hash);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/cek/sw.js", { scope: "/cek/" }).catch(() => {});
    if ((await navigator.serviceWorker.ready) && !navigator.onLine) $("siap").textContent = "Tanpa internet: halaman ini tetap dapat memeriksa tanda tangan.";
  }
}
start();
