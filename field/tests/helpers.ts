import "fake-indexeddb/auto";
import type { EnrolAnswer } from "../src/kernel/contract";
import type { Store as StoreType } from "../src/store/store";
import { Store } from "../src/store/store";
import { Api } from "../src/sync/api";
import { pullAll, pushAll, sendFiles } from "../src/sync/rounds";
import type { MockServer } from "./mock-server";

let count = 0;
export const freshName = (): string => `phone-${Date.now()}-${count++}`;
export const PIN = "271845";

export const ENROLLED: EnrolAnswer = {
  device: "01998c2f-0000-7000-8000-000000000001", token: "rahasia", spaces: ["national", "63.71.03", "mine:ani"],
  person: { id: "01998c2f-0000-7000-8000-00000000000a", name: "Ani Rahmawati", role: "relawan", area_code: "63.71.03.1004", area_label: "Kel. Pelambuan" },
};

/** An enrolled, open phone. */
export async function phone(name = freshName()): Promise<StoreType> {
  const store = await Store.at(name);
  await store.enrolNew(ENROLLED, "HP uji", PIN, 1000);
  return store;
}

export function note(text: string, case_id = "01998c2f-7b10-7a3e-9d41-6f1f00c0ffee") {
  return { type: "case.note" as const, body: { case_id, text }, label: text };
}

export const api = (server: MockServer): Api => new Api(server.fetch);

export async function round(store: StoreType, server: MockServer): Promise<void> {
  await pushAll(store, api(server), "test");
  await pullAll(store, api(server));
  await sendFiles(store, api(server));
}
