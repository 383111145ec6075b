import { describe, expect, it } from "vitest";
import { type Wishes, wishCommand, wishProblem } from "../src/forms/notify";
import type { CommandBodies, CommandType, NotifyDoc } from "../src/kernel/contract";
import type { MirrorDoc, OutboxItem } from "../src/store/model";
import { notifyOf, routeOf } from "../src/store/notify";

const DOC: NotifyDoc = {
  public_key: "BK", topics: [{ code: "tugas", name: "Tugas", pace: "segera" }, { code: "laporan", name: "Laporan", pace: "harian" }],
  quiet: null, night: { from: "21:00", to: "06:00" }, order: [], ways: [], browsers: [], items: [],
};
const doc: MirrorDoc = { space: "mine:ani", kind: "notify", id: "notify", rev: 1, body: DOC };
let seq = 0;
function item<T extends CommandType>(type: T, body: CommandBodies[T], state: OutboxItem["state"] = "waiting"): OutboxItem {
  seq += 1;
  return { id: `o${seq}`, seq, state, at: seq, acceptedAt: null, settled: false, files: [], type, madeAt: "2026-11-10T07:00:00Z", baseRev: null, body, label: "", problem: null, data: {} };
}
const wishes = (change: Partial<Wishes> = {}): Wishes => ({ paces: { tugas: "segera" }, own: false, from: "20:00", to: "06:00", order: [], ...change });

describe("how one is told", () => {
  it("is unknown until the server has told", () => expect(notifyOf([], [])).toBeNull());
  it("shows unsent wishes on top of the server's word", () => {
    const told = notifyOf([doc], [item("notify.prefer", { paces: { tugas: "harian" }, quiet_from: "20:00", quiet_to: "05:00" })]);
    expect(told?.topics.map((t) => t.pace)).toEqual(["harian", "harian"]);
    expect(told).toMatchObject({ quiet: { from: "20:00", to: "05:00" }, unsent: true });
  });
  it("leaves refused and settled wishes to the server", () => {
    const refused = item("notify.prefer", { paces: { tugas: "aplikasi" } }, "refused");
    const settled = { ...item("notify.prefer", { paces: { tugas: "aplikasi" } }, "accepted"), settled: true };
    expect(notifyOf([doc], [refused, settled])).toMatchObject({ unsent: false, topics: [{ pace: "segera" }, { pace: "harian" }] });
  });
});

describe("wishes", () => {
  it.each([["20:00", "06:00", true], ["", "06:00", false], ["25:00", "06:00", false], ["06:00", "06:00", false]])("%s to %s", (from, to, good) => {
    expect(wishProblem(wishes({ own: true, from, to })) === "").toBe(good);
  });
  it("are sent without hours when the office's count", () => expect(wishCommand(wishes()).body).toEqual({ paces: { tugas: "segera" }, order: [] }));
  it("carry both hours when they are one's own", () => expect(wishCommand(wishes({ own: true })).body).toMatchObject({ quiet_from: "20:00", quiet_to: "06:00" }));
});

describe("where a message leads", () => {
  it.each([["/app/#/kasus/1", "kasus/1"], ["/kasus/1/", null], ["https://x/app/#/", null]])("%s", (path, route) => expect(routeOf(path)).toBe(route));
});
