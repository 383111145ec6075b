import { expect, it } from "vitest";
import type { Draft } from "../src/store/model";
import { Store } from "../src/store/store";
import { PIN, freshName, note, phone } from "./helpers";

const draft = (id: string, text: string): Draft => ({ id, form: "note", updated: Date.now(), caseId: "c", repairs: null, data: { text }, files: [] });

it("a draft survives a killed browser", async () => {
  const name = freshName();
  const store = await phone(name);
  await store.saveDraft(draft("d1", "Kai Dar"));
  await store.saveDraft(draft("d1", "Kai Darma sakit"));
  await store.saveDraft(draft("d2", "yang lain"));
  store.close(); // killed: nothing said goodbye
  const again = await Store.at(name);
  await again.unlock(PIN);
  expect(again.snapshot.get().drafts.find((d) => d.id === "d1")?.data.text).toBe("Kai Darma sakit");
  expect(again.snapshot.get().drafts).toHaveLength(2);
});

it("a late autosave does not bring back what was sent", async () => {
  const store = await phone();
  const one = draft("d1", "x");
  await store.saveDraft(one);
  const late = store.saveDraft({ ...one, data: { text: "x." } });
  await Promise.all([store.enqueue(note("x"), one), late]);
  await store.refresh();
  expect(store.snapshot.get().drafts).toEqual([]);
  expect(store.snapshot.get().waiting).toBe(1);
});

it("repairing a refused command and sending it anew are one step", async () => {
  const store = await phone();
  const id = await store.enqueue(note("salah"));
  const row = (await store.db.get("outbox", id))!;
  await store.db.put("outbox", { ...row, state: "refused" });
  const repair = { ...draft("r", "benar"), repairs: id };
  await store.saveDraft(repair);
  await store.enqueue(note("benar"), repair);
  expect(store.snapshot.get().outbox.map((i) => [i.label, i.state])).toEqual([["salah", "fixed"], ["benar", "waiting"]]);
});

it("writing while the phone locks is kept, and not shown", async () => {
  const store = await phone();
  const saving = store.saveDraft(draft("d1", "sampai sini"));
  store.lock();
  await saving;
  expect(store.snapshot.get()).toMatchObject({ phase: "locked", drafts: [] });
  await store.unlock(PIN);
  expect(store.snapshot.get().drafts[0]?.data.text).toBe("sampai sini");
});

it("a deleted draft can be brought back, but no late autosave does it", async () => {
  const store = await phone();
  const one = draft("d1", "Kai Darma");
  await store.saveDraft(one);
  await store.dropDraft("d1");
  await store.saveDraft(one); // typed before, written after
  expect(store.snapshot.get().drafts).toEqual([]);
  expect(store.wasClosed("d1")).toBe(true);
  await store.restoreDraft(one);
  expect(store.snapshot.get().drafts).toMatchObject([{ id: "d1", data: { text: "Kai Darma" } }]);
});

it("a refused command that was hidden can be shown again", async () => {
  const store = await phone();
  const id = await store.enqueue(note("x"));
  await store.db.put("outbox", { ...(await store.db.get("outbox", id))!, state: "refused" });
  await store.dismiss(id);
  expect(store.snapshot.get().outbox[0]?.state).toBe("fixed");
  await store.bringBack(id);
  expect(store.snapshot.get().outbox[0]?.state).toBe("refused");
});

it("a full phone says so until the words are down", async () => {
  const store = await phone();
  const { db } = store;
  const full = new Proxy(db, {
    get: (target, key) => (key === "put" ? () => Promise.reject(new DOMException("full", "QuotaExceededError")) : (Reflect.get(target, key) as unknown)),
  });
  Object.assign(store, { db: full });
  await expect(store.saveDraft(draft("d1", "Kai"))).rejects.toThrow();
  expect(store.trouble.get()).toContain("penuh");
  Object.assign(store, { db });
  await store.saveDraft(draft("d1", "Kai Darma"));
  expect(store.trouble.get()).toBe("");
});
