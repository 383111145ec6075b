import { describe, expect, it } from "vitest";
import { openDb } from "../src/store/db";
import { Store } from "../src/store/store";
import { Vault, waitAfter } from "../src/store/vault";
import { PIN, freshName, note, phone } from "./helpers";

describe("the vault", () => {
  it("opens with the PIN, and only with it", async () => {
    const db = await openDb(freshName());
    const vault = new Vault(db);
    await vault.create(PIN, 1000);
    const sealed = await vault.seal({ name: "Darma", nik: "6371030000000000" });
    vault.close();
    await expect(vault.open(sealed)).rejects.toThrow("locked");
    expect(await vault.unlock("000001")).toMatchObject({ ok: false, count: 1 });
    expect(await vault.unlock(PIN)).toEqual({ ok: true });
    expect(await vault.open(sealed)).toEqual({ name: "Darma", nik: "6371030000000000" });
  });

  it("lets one wait after the fifth wrong PIN, also after a reload", async () => {
    const name = freshName();
    const db = await openDb(name);
    const vault = new Vault(db);
    await vault.create(PIN, 1000);
    vault.close();
    for (let i = 0; i < 5; i++) await vault.unlock("999999");
    const reloaded = new Vault(await openDb(name));
    const refused = await reloaded.unlock(PIN);
    expect(refused).toMatchObject({ ok: false });
    expect(await reloaded.waiting()).toBeGreaterThan(25_000);
  });

  it.each([[1, 0], [4, 0], [5, 30_000], [6, 60_000], [30, 3_600_000]])("after %i wrong PINs waits %i ms", (wrong, ms) => {
    expect(waitAfter(wrong)).toBe(ms);
  });

  it("changes the PIN without touching what is sealed", async () => {
    const store = await phone();
    const sealed = await store.vault.seal("aman");
    expect(await store.vault.changePin("111222", "424344")).toBe(false);
    expect(await store.vault.changePin(PIN, "424344")).toBe(true);
    store.lock();
    expect((await store.unlock(PIN)).ok).toBe(false);
    expect((await store.unlock("424344")).ok).toBe(true);
    expect(await store.vault.open(sealed)).toBe("aman");
  });

  it("leaves no name, story, token or file readable in the database", async () => {
    const name = freshName();
    const store = await phone(name);
    await store.enqueue(note("Kai Darma sakit keras"));
    await store.saveDraft({ id: "d", form: "note", updated: 1, caseId: "x", repairs: null, data: { text: "Nini Galuh" }, files: [] });
    await store.keepFile({ sha256: "a".repeat(64), kind: "photo", mime: "image/jpeg", bytes: 11 }, new TextEncoder().encode("WAJAH-DARMA").buffer);
    const raw = await openDb(name);
    let all = "";
    for (const table of ["meta", "outbox", "drafts", "blobs", "mirror"] as const) {
      all += JSON.stringify(await raw.getAll(table), (_key, value: unknown) =>
        value instanceof ArrayBuffer ? new TextDecoder().decode(value) : ArrayBuffer.isView(value) ? "" : value);
    }
    for (const secret of ["Darma", "Galuh", "rahasia", "Ani", "WAJAH"]) expect(all).not.toContain(secret);
  });

  it("says how much waits even while locked, and shows nothing else", async () => {
    const name = freshName();
    const store = await phone(name);
    await store.enqueue(note("satu"));
    store.close();
    const again = await Store.at(name);
    expect(again.snapshot.get()).toMatchObject({ phase: "locked", waiting: 1, outbox: [], session: null });
    await again.unlock(PIN);
    expect(again.snapshot.get().outbox[0]?.label).toBe("satu");
  });
});
