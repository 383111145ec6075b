import { describe, expect, it } from "vitest";
import { isHandoverCode, spacedCode } from "../src/kernel/escrow";
import { filesMayGo } from "../src/kernel/saver";
import { atStake, countCustody, ownParcel } from "../src/store/custody";
import { readDocs } from "../src/store/reading";
import { Store } from "../src/store/store";
import { Engine } from "../src/sync/engine";
import { sendParcels } from "../src/sync/parcels";
import { pullAll } from "../src/sync/rounds";
import { ENROLLED, PIN, api, freshName, note } from "./helpers";
import { MockServer, seeded } from "./mock-server";

const OTHER_PIN = "904127";
// check_letters(bytes(range(32)), "ABCDEFGH") of bubuhan/accounts/handover.py
const CHECK_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const CODE = "ABCD-EFGH-X4EB";

async function anis(server: MockServer, name = freshName()): Promise<Store> {
  const store = await Store.at(name);
  await store.enrolNew({ ...ENROLLED, escrow_key: await server.escrowKey(), handover_key: CHECK_KEY }, "HP bersama", PIN, 1000);
  return store;
}

const photo = (fill: number): ArrayBuffer => new Uint8Array(500).fill(fill).buffer;
const ref = (sha256: string) => ({ sha256, kind: "photo" as const, mime: "image/jpeg", bytes: 500 });

describe("a hand-over code", () => {
  it("is checked without signal, the same as the server makes it", async () => {
    expect(await isHandoverCode(CHECK_KEY, CODE)).toBe(true);
    expect(await isHandoverCode(CHECK_KEY, CODE.toLowerCase().replaceAll("-", " "))).toBe(true);
    expect(await isHandoverCode(CHECK_KEY, "ABCD-EFGK-" + CODE.slice(10))).toBe(false);
    expect(await isHandoverCode(CHECK_KEY, "ABCD-EFGH")).toBe(false);
    expect(spacedCode("abcdefghjkmnpq")).toBe("ABCD-EFGH-JKMN");
  });
});

describe("a phone that changes hands without signal", () => {
  it("keeps the former holder's unsent work apart and sealed, and sends it in his name", async () => {
    const server = new MockServer();
    const name = freshName();
    const store = await anis(server, name);
    server.publish("national", "list", "need", { items: [] });
    server.publish("63.71.03", "case", "k1", { number: "K-1" });
    await pullAll(store, api(server));
    await store.keepFile(ref("aa"), photo(1));
    for (let i = 0; i < 30; i++) await store.enqueue({ ...note(`Ani ${i}`), files: i ? [] : [ref("aa")] });
    store.lock();
    expect(await atStake(store.db)).toEqual({ waiting: 30, files: 1, drafts: 0, sealable: true });

    await store.takeOver(CODE, "Siti", "HP bersama", OTHER_PIN, 1000);
    const now = store.snapshot.get();
    expect(now.phase).toBe("open");
    expect(now.session?.person.name).toBe("Siti");
    expect(now.outbox).toEqual([]);
    expect(now.docs.map((d) => d.kind)).toEqual(["list"]); // nothing of Ani's cases
    expect(await countCustody(store.db)).toBe(31);
    for (const row of await store.db.getAll("custody")) {
      for (const one of row.rows) await expect(store.vault.open(one.sealed)).rejects.toThrow();
      await expect(store.vault.open(row.session)).rejects.toThrow();
    }
    await store.enqueue(note("Siti pertama"));

    store.lock();
    expect((await store.unlock(PIN)).ok).toBe(false); // Ani's PIN opens nothing here any more
    server.faults = { dropRequest: 0.3, dropAnswer: 0.3, random: seeded(7) };
    for (let i = 0; i < 200 && (await countCustody(store.db)); i++) await sendParcels(store.db, api(server)).catch(() => undefined);
    expect(await countCustody(store.db)).toBe(0);
    expect(server.parcels).toEqual(Array.from({ length: 30 }, (_, i) => [ENROLLED.device, `Ani ${i}`]));
    expect(server.parcelFiles).toContain("aa");
    expect((await store.unlock(OTHER_PIN)).ok).toBe(true);
  });

  it("becomes known to the server at the first signal, and what the new holder wrote goes under his own number", async () => {
    const server = new MockServer();
    const store = await anis(server);
    await store.enqueue(note("Ani"));
    await store.takeOver(CODE, "Siti", "HP bersama", OTHER_PIN, 1000);
    await store.enqueue(note("Siti"));
    server.enrols = { ...ENROLLED, device: "01998c2f-0000-7000-8000-000000000002", escrow_key: await server.escrowKey(), handover_key: CHECK_KEY };
    const engine = new Engine(store, api(server), "test");
    await engine.syncNow();
    expect(server.parcels).toEqual([[ENROLLED.device, "Ani"]]);
    expect(server.accepted.map((c) => (c.body as { text: string }).text)).toEqual(["Siti"]);
    expect(store.snapshot.get().session?.pendingCode).toBeUndefined();
    expect(store.snapshot.get().custody).toBe(0);
    store.lock();
  });

  it("can change hands twice before there is signal", async () => {
    const server = new MockServer();
    const store = await anis(server);
    await store.enqueue(note("Ani"));
    await store.takeOver(CODE, "Siti", "HP bersama", OTHER_PIN, 1000);
    await store.enqueue(note("Siti"));
    await store.wipe("handed-over");
    expect(store.snapshot.get().custody).toBe(1); // Ani's parcel outlives Siti's leaving
    await sendParcels(store.db, api(server));
    expect(server.parcels).toEqual([[ENROLLED.device, "Ani"]]);
  });
});

describe("a forgotten PIN", () => {
  it("is replaced through the coordinator, and nothing is lost", async () => {
    const server = new MockServer();
    const store = await anis(server);
    await store.enqueue(note("tetap ada"));
    await store.saveDraft({ id: "d", form: "note", updated: 1, caseId: "c", repairs: null, data: { text: "belum selesai" }, files: [] });
    store.lock();
    const engine = new Engine(store, api(server), "test");
    expect(await engine.newPin("SALAH-123", OTHER_PIN)).toEqual({ ok: false, says: "Kode tidak dikenal." });
    expect(await engine.newPin(server.pinCode, OTHER_PIN)).toEqual({ ok: true });
    expect(store.snapshot.get().outbox.map((i) => i.label)).toEqual(["tetap ada"]);
    expect(store.snapshot.get().drafts).toHaveLength(1);
    store.lock();
    expect((await store.unlock(PIN)).ok).toBe(false);
    expect((await store.unlock(OTHER_PIN)).ok).toBe(true);
  });
});

describe("the file for the office", () => {
  it("holds everything unsent, also while locked, and says nothing in clear", async () => {
    const server = new MockServer();
    const store = await anis(server);
    await store.keepFile(ref("bb"), photo(2));
    await store.enqueue({ ...note("rahasia warga"), files: [ref("bb")] });
    store.lock();
    const parcel = (await ownParcel(store.db))!;
    expect(parcel.commands).toHaveLength(1);
    expect(parcel.files).toHaveLength(1);
    expect(JSON.stringify(parcel)).not.toMatch(/rahasia|case\.note|Ani/);
    await api(server).parcel(parcel);
    expect(server.parcels.map(([, text]) => text)).toEqual(["rahasia warga"]);
  });

  it("is not offered when nothing is unsent", async () => {
    expect(await ownParcel((await anis(new MockServer())).db)).toBeNull();
  });
});

describe("what is looked up online", () => {
  it("is sealed, and gone when its time has come", async () => {
    const store = await anis(new MockServer());
    const at = Date.now();
    const person = { name: "S. A.", year: 1980, sex: "P", area_label: "Kec. X", hats: [], cases: [], ask: "" };
    await store.keepLookup({ id: "1", asked: "Siti", at, until: at + 60_000, people: [person] });
    await store.keepLookup({ id: "2", asked: "Lama", at, until: at - 1, people: [person] });
    expect(store.snapshot.get().lookups.map((l) => l.id)).toEqual(["1"]);
    expect(await store.db.count("lookups")).toBe(1);
    expect(JSON.stringify(await store.db.getAll("lookups"))).not.toContain("Siti");
  });
});

describe("open documents", () => {
  it("lists are readable without any key, cases are not", async () => {
    const server = new MockServer();
    const store = await anis(server);
    server.publish("national", "list", "need", { items: [1] });
    server.publish("63.71.03", "case", "k1", { number: "K-1" });
    await pullAll(store, api(server));
    const rows = await store.db.getAll("mirror");
    expect(rows.filter((r) => r.sealed === null).map((r) => r.kind)).toEqual(["list"]);
    expect(await readDocs(store.db, store.vault)).toHaveLength(2);
  });
});

describe("the data saver", () => {
  it("holds files back unless the network is known to be Wi-Fi", () => {
    expect(filesMayGo(false, undefined)).toBe(true);
    expect(filesMayGo(true, { type: "wifi" })).toBe(true);
    expect(filesMayGo(true, { type: "cellular" })).toBe(false);
    expect(filesMayGo(true, undefined)).toBe(false);
  });
});
