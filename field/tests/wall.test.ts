import { describe, expect, it } from "vitest";
import { countdown } from "../office/src/wall";

const NOW = Date.parse("2026-11-22T11:00:00Z");
const at = (seconds: number): string => countdown(NOW + seconds * 1000, NOW);

describe("the wall's running clocks", () => {
  it("says minutes and seconds in the last hour, on both sides of the deadline", () => {
    expect(at(12 * 60 + 4)).toBe("sisa 12:04");
    expect(at(0)).toBe("sisa 00:00");
    expect(at(-65)).toBe("lewat 01:05");
  });
  it("says hours, then days, of what is farther away", () => {
    expect(at(3600)).toBe("sisa 1 jam 00 mnt");
    expect(at(-(47 * 3600 + 60))).toBe("lewat 47 jam 01 mnt");
    expect(at(50 * 3600)).toBe("sisa 2 hari");
  });
});
