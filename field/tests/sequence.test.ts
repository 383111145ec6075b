import { describe, expect, it } from "vitest";
import { align } from "../src/store/sequence";

const row = (id: string, seq: number, state = "waiting") => ({ id, seq, state });

describe("the numbers of the outbox", () => {
  it("stay as they are when the server expects the next one", () => {
    expect(align([row("a", 4), row("b", 5)], 4)).toEqual({ changed: [], next: 6 });
  });
  it("move up when the server has given them to others", () => {
    expect(align([row("a", 1), row("b", 2)], 8)).toEqual({ changed: [row("a", 8), row("b", 9)], next: 10 });
  });
  it("move down when one before them was refused for its number", () => {
    expect(align([row("b", 7)], 6).changed).toEqual([row("b", 6)]);
  });
  it("send again what the server has lost, and leave what it still has", () => {
    const rows = [row("a", 1, "accepted"), row("b", 2, "accepted"), row("c", 3, "refused"), row("d", 4, "accepted"), row("e", 5)];
    expect(align(rows, 2)).toEqual({ changed: [row("b", 2), row("d", 3), row("e", 4)], next: 5 });
  });
  it("do nothing to an empty outbox", () => {
    expect(align([], 12)).toEqual({ changed: [], next: 12 });
  });
});
