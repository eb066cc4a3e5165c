import assert from "node:assert/strict";
import { create } from "qrcode";
import { test } from "vitest";
import { qrSymbol } from "#qr";

test("the runs are the dark squares of the symbol, and no run touches the next", () => {
  const text = "https://pay.umoja.example/i/7Q2M4K9T";
  const { size, runs } = qrSymbol(text);
  const squares = new Uint8Array(size * size);
  for (const { x, y, length } of runs) {
    squares.fill(1, y * size + x, y * size + x + length);
    assert.notEqual(x > 0 && squares[y * size + x - 1], 1);
  }
  const modules = create(text, { errorCorrectionLevel: "M" }).modules;
  assert.equal(size, modules.size);
  assert.deepEqual(squares, Uint8Array.from(modules.data));
});
