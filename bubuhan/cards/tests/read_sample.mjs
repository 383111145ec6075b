// Run by test_browser_reader.py: prints what the browser's reader makes of sample.json.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { judge, read, sha512 } from "../static/cards/card.js";

const sample = JSON.parse(readFileSync(new URL("./sample.json", import.meta.url)));
const keys = [{ id: sample.key_id, key: sample.key }];
const card = read(`https://psm.example/cek/#${sample.code}`);
const forged = read(sample.code);
forged.message[0] ^= 1;
const lengths = [0, 1, 111, 112, 127, 128, 129, 300];
const hex = (b) => Buffer.from(b).toString("hex");
console.log(
  JSON.stringify({
    name: card.fields.name,
    genuine: judge(card, keys),
    forged: judge(forged, keys),
    stranger: judge(card, []),
    nothing: [read(""), read("BBH1.a.b"), read("BBH2.YQ.YQ"), read("BBH1.*.YQ")],
    sha512: lengths.every((n) => {
      const data = new Uint8Array(n).map((_, i) => i * 7);
      return hex(sha512(data)) === createHash("sha512").update(data).digest("hex");
    }),
  }),
);
