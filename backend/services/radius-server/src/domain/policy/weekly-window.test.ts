import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { readWindow, type WeeklyWindow, windowInWords, windowsAt } from "#domain/policy/weekly-window";

/** A Wednesday. */
const wednesday = (hour: number, minute = 0): number => Date.UTC(2026, 10, 25, hour, minute);
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const night: WeeklyWindow = { days: everyDay, fromMinute: 23 * 60, toMinute: 6 * 60 };
const office: WeeklyWindow = { days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, toMinute: 17 * 60 };

test("night data is open across midnight, and says when it ends", () => {
  assert.deepEqual(windowsAt([night], wednesday(2, 30)), { open: true, changesAtLocalMs: wednesday(6) });
  assert.deepEqual(windowsAt([night], wednesday(12)), { open: false, changesAtLocalMs: wednesday(23) });
});

test("office hours are closed from Friday evening to Monday morning", () => {
  const saturday = Date.UTC(2026, 10, 28, 10);
  assert.deepEqual(windowsAt([office], saturday), { open: false, changesAtLocalMs: Date.UTC(2026, 10, 30, 8) });
});

test("windows that touch are one", () => {
  const evening: WeeklyWindow = { days: everyDay, fromMinute: 17 * 60, toMinute: 23 * 60 };
  const morning: WeeklyWindow = { days: everyDay, fromMinute: 6 * 60, toMinute: 17 * 60 };
  assert.equal(windowsAt([office, evening], wednesday(9)).changesAtLocalMs, wednesday(23));
  assert.deepEqual(windowsAt([morning, evening, night], wednesday(9)), {
    open: true,
    changesAtLocalMs: Number.POSITIVE_INFINITY,
  });
});

test("no window is always open; a whole day every day never closes", () => {
  assert.equal(windowsAt([], wednesday(9)).open, true);
  const always = { days: everyDay, fromMinute: 0, toMinute: 0 };
  assert.deepEqual(windowsAt([always], wednesday(9)), { open: true, changesAtLocalMs: Number.POSITIVE_INFINITY });
});

test("any windows are as each minute of them says, and change exactly when they say", () => {
  const window = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    fromMinute: fc.integer({ min: 0, max: 1_439 }),
    toMinute: fc.integer({ min: 0, max: 1_439 }),
  });
  const isOpenAt = (windows: readonly WeeklyWindow[], localMs: number): boolean => {
    const minute = Math.floor(localMs / 60_000) % 1_440;
    const day = ((Math.floor(localMs / 86_400_000) + 3) % 7) + 1;
    const before = day === 1 ? 7 : day - 1;
    return windows.some(({ days, fromMinute, toMinute }) =>
      toMinute > fromMinute
        ? days.includes(day) && minute >= fromMinute && minute < toMinute
        : (days.includes(day) && minute >= fromMinute) || (days.includes(before) && minute < toMinute),
    );
  };
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 10_079 }),
      (windows, minute) => {
        const at = wednesday(0) + minute * 60_000;
        const state = windowsAt(windows, at);
        assert.equal(state.open, isOpenAt(windows, at));
        if (state.changesAtLocalMs === Number.POSITIVE_INFINITY) return;
        assert.equal(isOpenAt(windows, state.changesAtLocalMs - 60_000), state.open);
        assert.equal(isOpenAt(windows, state.changesAtLocalMs), !state.open);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a window is written as people write it", () => {
  assert.equal(windowInWords(night), "every day 23:00-06:00");
  assert.equal(windowInWords(office), "Mo,Tu,We,Th,Fr 08:00-17:00");
});

test("and read as they write it", () => {
  assert.deepEqual(readWindow("every day 23:00-06:00"), night);
  assert.deepEqual(readWindow("Mo-Fr 08:00-17:00"), office);
  assert.deepEqual(readWindow("sa,su 0:00-24:00"), { days: [6, 7], fromMinute: 0, toMinute: 0 });
  assert.deepEqual(readWindow("Sa-Mo 10:00-11:30")?.days, [1, 6, 7]);
  for (const text of ["", "Mo", "Mo 25:00-26:00", "Xx 08:00-09:00", "Mo-Tu-We 08:00-09:00", "Mo 08:00-24:30"]) {
    assert.equal(readWindow(text), undefined, text);
  }
});
