import { describe, expect, it } from "vitest";
import { causeCommand, goOn } from "../src/forms/family";
import type { Instrument } from "../src/forms/instruments";
import { aidCommand } from "../src/forms/plan";
import { presentOf } from "../src/forms/record";
import { placeOf, repairDraft, sameAgain, typedIn } from "../src/forms/repair";
import type { Draft, NewCommand, OutboxItem } from "../src/store/model";
import type { CaseView } from "../src/store/view";

const one = { id: "c1", number: "K-1", subject: { name: "Siti" }, family: null, state: "active" } as unknown as CaseView;
const photo = { sha256: "a".repeat(64), kind: "photo" as const, mime: "image/jpeg", bytes: 9 };
const refused = (command: NewCommand): OutboxItem =>
  ({ ...command, id: "o1", seq: 1, state: "refused", at: 1, madeAt: "2026-03-10T08:00:00Z", baseRev: command.baseRev ?? null, files: (command.files ?? []).map((f) => f.sha256), problem: { message: "Tidak bisa." } }) as unknown as OutboxItem;
const mended = (command: NewCommand): Draft | null => repairDraft(refused(command), "d1", 2, presentOf(null));

describe("a refused command", () => {
  it("comes back whole as the form it came from", () => {
    const cause = { code: "hutang", note: "ke rentenir", whose: "keluarga" as const, sureness: "pasti" as const, effect: "x1" };
    expect(mended(causeCommand(cause, [photo], one, "Hutang"))).toMatchObject({ form: "cause", caseId: "c1", repairs: "o1", data: cause, files: [photo] });
    const aid = { kind: "sembako", source: "baznas", given_on: "2026-03-09", worth: "Rp150.000", note: "beras", reason: "" };
    const draft = mended(aidCommand(one, aid, [photo]))!;
    expect(draft).toMatchObject({ form: "aid", repairs: "o1", data: { ...aid, worth: "150000" }, files: [photo] });
    expect(aidCommand(one, draft.data as typeof aid, draft.files).body).toEqual(aidCommand(one, aid, [photo]).body);
    const body = { case_id: "c1", instrument: "hasil_singkat", version: 1, moment: "tiga_bulan" as const, answers: { makan: "cukup" } };
    expect(mended({ type: "assessment.fill", body, label: "" })).toMatchObject({ form: "assessment", data: { instrument: "hasil_singkat", moment: "tiga_bulan", answers: { makan: "cukup" } } });
  });
  it("goes on with the questions of today's version", () => {
    const form = { code: "f", version: 2, subject: "case", questions: [{ id: "makan" }] } as unknown as Instrument;
    expect(goOn(form, one, { version: 1, moment: "lanjutan", answers: { makan: "cukup", dulu: "ya" } })).toMatchObject({ version: 2, moment: "lanjutan", answers: { makan: "cukup" } });
  });
  it.each<[NewCommand, string, string]>([
    [{ type: "duty.swap_ask", body: { shift_id: "s1", colleague_id: null, note: "Anak sakit" }, label: "Minta ganti" }, "Anak sakit", "piket"],
    [{ type: "action.done", body: { case_id: "c1", action_id: "a1", note: "Sudah diantar", files: [photo] }, label: "Langkah", files: [photo] }, "Sudah diantar", "kasus/c1/rencana"],
    [{ type: "notify.prefer", body: { paces: { tugas: "segera" } }, label: "Cara diberi tahu" }, "", "saya/pemberitahuan"],
  ])("%o without a form shows what was typed and can be sent again", (command, typed, path) => {
    const item = refused(command);
    expect(mended(command)).toBeNull();
    expect(typedIn(item)).toBe(typed);
    expect(placeOf(item)?.path).toBe(path);
    expect(sameAgain(item)).toMatchObject({ type: command.type, body: command.body, files: command.files ?? [] });
  });
});
