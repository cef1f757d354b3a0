import { describe, expect, it } from "vitest";

describe("math", () => {
  it("rounds half up", () => {
    expect(Math.round(-2.5)).toBe(-3);
  });
});
