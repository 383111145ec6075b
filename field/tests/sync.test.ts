import { describe, expect, it } from "vitest";
import { Store } from "../src/store/store";
import { Offline, Refused } from "../src/sync/api";
import { backoff } from "../src/sync/backoff";
import { told } from "../src/sync/engine";
import { Pace } from "../src/sync/pace";
import { pullAll, pushAll, sendFiles } from "../src/sync/rounds";
import { ENROLLED, PIN, api, freshName, note, phone, round } from "./helpers";
import { MockServer, seeded } from "./mock-server";

const texts = (server: MockServer): string[] => server.accepted.map((c) => (c.body as { text: string }).text);

describe("pushing", () => {
  it("sends in the order written, in batches, each once", async () => {
    const [store, server] = [await phone(), new MockServer()];
    for (let i = 0; i < 60; i++) await store.enqueue(note(`n${i}`));
    const sum = await pushAll(store, api(server), "test");
    expect(sum).toMatchObject({ accepted: 60, refused: 0, renumbered: 0 });
    expect(texts(server)).toEqual(Array.from({ length: 60 }, (_, i) => `n${i}`));
    expect(server.requests).toBe(2);
    expect(store.snapshot.get().waiting).toBe(0);
  });

  it("sends the same numbers again after a lost answer, and nothing is counted twice", async () => {
    const [store, server] = [await phone(), new MockServer()];
    await store.enqueue(note("sekali"));
    server.faults = { dropRequest: 0, dropAnswer: 1, random: () => 0 };
    await expect(pushAll(store, api(server), "test")).rejects.toThrow();
    server.faults = { dropRequest: 0, dropAnswer: 0, random: () => 1 };
    await pushAll(store, api(server), "test");
    expect(texts(server)).toEqual(["sekali"]);
    expect(store.snapshot.get().outbox[0]?.state).toBe("accepted");
  });

  it("keeps a refusal with the server's sentence, and goes on with the rest", async () => {
    const [store, server] = [await phone(), new MockServer()];
    server.refuse = (c) => ((c.body as { text: string }).text === "buruk" ? "bad_text" : null);
    for (const text of ["a", "buruk", "c"]) await store.enqueue(note(text));
    await pushAll(store, api(server), "test");
    expect(texts(server)).toEqual(["a", "c"]);
    expect(store.snapshot.get().outbox.map((i) => [i.state, i.problem?.code ?? ""])).toEqual([["accepted", ""], ["refused", "bad_text"], ["accepted", ""]]);
  });

  it("takes new numbers when the server has given its own away", async () => {
    const [store, server] = [await phone(), new MockServer()];
    for (let i = 0; i < 3; i++) await store.enqueue(note(`n${i}`));
    const other = await phone();
    for (let i = 0; i < 2; i++) await other.enqueue(note(`lama${i}`));
    await pushAll(other, api(server), "test"); // the same device number, before a reinstall
    await pushAll(store, api(server), "test", true);
    expect(texts(server)).toEqual(["lama0", "lama1", "n0", "n1", "n2"]);
    expect(await store.db.get("meta", "seq")).toBe(6);
  });

  it("sends again what a restored server has lost", async () => {
    const [store, server] = [await phone(), new MockServer()];
    for (let i = 0; i < 4; i++) await store.enqueue(note(`n${i}`));
    await pushAll(store, api(server), "test");
    server.forgetAfter(1);
    await store.enqueue(note("baru"));
    await pushAll(store, api(server), "test");
    expect(texts(server)).toEqual(["n0", "n1", "n2", "n3", "baru"]);
  });

  it("keeps unsent work under a new device number", async () => {
    const [store, server] = [await phone(), new MockServer()];
    await store.enqueue(note("a"));
    await pushAll(store, api(server), "test");
    await store.enqueue(note("b"));
    const fresh = new MockServer();
    await store.enrolAgain({ ...ENROLLED, device: "01998c2f-0000-7000-8000-000000000002" }, "HP uji");
    await pushAll(store, api(fresh), "test");
    expect(texts(fresh)).toEqual(["b"]);
    expect(fresh.accepted[0]?.seq).toBe(1);
  });

  it("two tabs share one outbox without using a number twice", async () => {
    const name = freshName();
    const one = await phone(name);
    const two = await Store.at(name);
    await two.unlock(PIN);
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).enqueue(note(`n${i}`))));
    await one.refresh();
    expect(one.snapshot.get().outbox.map((i) => i.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const server = new MockServer();
    await two.refresh();
    await Promise.all([pushAll(one, api(server), "test"), pushAll(two, api(server), "test")]);
    expect(server.accepted).toHaveLength(20);
  });

  it("measures how wrong the phone's clock is", async () => {
    const [store, server] = [await phone(), new MockServer()];
    server.clock = () => Date.now() + 86_400_000;
    await pushAll(store, api(server), "test");
    expect(Math.abs(store.snapshot.get().notes.clockOffset - 86_400_000)).toBeLessThan(2000);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("loses nothing and doubles nothing on a bad network (seed %i)", async (seed) => {
    const [store, server, random] = [await phone(), new MockServer(), seeded(seed)];
    server.faults = { dropRequest: 0.25, dropAnswer: 0.25, random };
    server.refuse = (c) => ((c.body as { text: string }).text.endsWith("7") ? "no" : null);
    const written: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      if (random() < 0.6) {
        written.push(`t${turn}`);
        await store.enqueue(note(`t${turn}`));
      }
      if (random() < 0.1) server.forgetAfter(Math.max(0, server.lastSeq - 2));
      if (random() < 0.5) await pushAll(store, api(server), "test", random() < 0.5).catch(() => undefined);
    }
    server.faults = { dropRequest: 0, dropAnswer: 0, random: () => 1 };
    await store.enqueue(note("akhir"));
    await pushAll(store, api(server), "test");
    const good = [...written, "akhir"].filter((t) => !t.endsWith("7"));
    expect(texts(server).sort()).toEqual(good.sort());
    expect(store.snapshot.get().waiting).toBe(0);
  });
});

describe("pulling", () => {
  it("takes pages, drops what is gone, and starts anew when told to", async () => {
    const [store, server] = [await phone(), new MockServer()];
    for (let i = 0; i < 7; i++) server.publish("63.71.03", "case", `c${i}`, { number: `K-${i}` });
    await pullAll(store, api(server));
    expect(store.snapshot.get().docs).toHaveLength(7);
    server.publish("63.71.03", "case", "c3", null);
    await pullAll(store, api(server));
    expect(store.snapshot.get().docs.map((d) => d.id)).not.toContain("c3");
    server.feed.set("63.71.03", []);
    server.publish("63.71.03", "case", "baru", { number: "K-9" });
    server.resetOnce.add("63.71.03");
    await pullAll(store, api(server));
    expect(store.snapshot.get().docs.map((d) => d.id)).toEqual(["baru"]);
  });

  it("a revoked phone is told so", async () => {
    const [store, server] = [await phone(), new MockServer()];
    server.revoked = true;
    const error = await pullAll(store, api(server)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).wipe).toBe(true);
    await store.wipe("revoked");
    expect(store.snapshot.get().phase).toBe("wiped");
    expect(await store.db.count("outbox")).toBe(0);
    expect(await store.vault.exists()).toBe(false);
  });
});

describe("files", () => {
  const ref = { sha256: "b".repeat(64), kind: "photo" as const, mime: "image/jpeg", bytes: 300_000 };

  it("go after the text, in parts, and go on where they stopped", async () => {
    const [store, server] = [await phone(), new MockServer()];
    await store.keepFile(ref, new Uint8Array(ref.bytes).buffer);
    await store.enqueue({ ...note("dengan foto"), files: [ref] });
    expect(await sendFiles(store, api(server))).toBe(0); // the text has not gone yet
    await pushAll(store, api(server), "test");
    let sent = 0;
    const real = server.fetch;
    server.fetch = (url, init) => (init?.method === "PUT" && ++sent === 2 ? Promise.reject(new TypeError("cut")) : real(url, init));
    await expect(sendFiles(store, api(server))).rejects.toThrow();
    server.fetch = real;
    expect(await sendFiles(store, api(server))).toBe(1);
    expect(server.files.get(ref.sha256)).toMatchObject({ complete: true });
    expect(store.snapshot.get().blobs.get(ref.sha256)?.state).toBe("done");
    expect(await store.readFile(ref.sha256)).toBeNull(); // the phone keeps no second copy
  });
});

describe("the size of a request", () => {
  it("grows while the line is quick, shrinks when it is slow or breaks, and stays when the answer was a no", async () => {
    const pace = new Pace(32, 8, 256);
    const spend = (ms: number) => { const times = [0, ms]; return () => times.shift()!; };
    await pace.learn(async () => 1, spend(900));
    expect(pace.size).toBe(64);
    await pace.learn(async () => 1, spend(30_000));
    expect(pace.size).toBe(32);
    await expect(pace.learn(() => Promise.reject(new Offline("cut")))).rejects.toThrow();
    expect(pace.size).toBe(8);
    await expect(pace.learn(() => Promise.reject(new Refused(409, { code: "file_offset", field: null, message: "" }, false, 0, 5)))).rejects.toThrow();
    expect(pace.size).toBe(8);
  });
});

describe("a request that is too large", () => {
  it("goes in smaller ones, down to one command at a time", async () => {
    const [store, server] = [await phone(), new MockServer()];
    for (let i = 0; i < 4; i++) await store.enqueue(note(`n${i}`));
    const line = api(server);
    const push = line.push.bind(line);
    let tries = 0;
    line.push = (token, asked) => {
      if (++tries > 40) throw new Error("asked for ever");
      return asked.commands.length > 1 ? Promise.reject(new Refused(413, { code: "body_too_large", field: null, message: "" }, false, 0, null)) : push(token, asked);
    };
    line.paces.commands.took = () => undefined; // the proxy stays as small as it is
    expect(await pushAll(store, line, "test")).toMatchObject({ accepted: 4, refused: 0 });
  });
});

describe("what is told", () => {
  it("is the truth, in a sentence", () => {
    expect(told(3, 1, 2, 0)).toBe("3 catatan terkirim. 1 belum diterima dan perlu diperbaiki. 2 foto atau rekaman terkirim.");
    expect(told(0, 0, 0, 0)).toBe("Semua sudah terkirim dan data di HP ini terbaru.");
    expect(told(0, 0, 0, 0, 2)).toBe("Tulisan sudah terkirim. 2 foto atau rekaman masih di HP ini.");
    expect(told(1, 0, 0, 0, 2)).toBe("1 catatan terkirim. 2 foto atau rekaman masih di HP ini.");
  });
  it("waits longer after each failure, never more than five minutes", () => {
    expect(backoff(1, 0)).toBe(2500);
    expect(backoff(1, 0.999)).toBeLessThanOrEqual(5000);
    expect(backoff(40, 0.999)).toBeLessThanOrEqual(300_000);
  });
  it("a whole round settles what arrived", async () => {
    const [store, server] = [await phone(), new MockServer()];
    await store.enqueue(note("x"));
    await pushAll(store, api(server), "test");
    await new Promise((resolve) => setTimeout(resolve, 5));
    await round(store, server);
    expect(store.snapshot.get().outbox[0]?.settled).toBe(true);
  });
});
