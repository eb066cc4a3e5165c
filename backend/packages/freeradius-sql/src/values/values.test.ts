import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { readExpiration } from "#values/expiration";
import { readLoginTime, withinLoginTime } from "#values/login-time";
import { readMikrotikRateLimit } from "#values/mikrotik-rate-limit";
import { repairedText } from "#values/repaired-text";
import { valueText } from "#values/value-text";

describe("a value in a row", () => {
  // Each pair was asked of FreeRADIUS 3.2.1.
  test.for([
    ["umbrella", "umbrella"],
    [" with blanks ", " with blanks "],
    ['"quoted"', "quoted"],
    ["'quoted'", "quoted"],
    ["`quoted`", "quoted"],
    ['""', ""],
    ['"', '"'],
    ['"half', '"half'],
    ["'other\"", "'other\""],
    ['"a"b"', "a"],
    ["a\\nb", "a\nb"],
    ["a\\tb\\r", "a\tb\r"],
    ["a\\\\b", "a\\b"],
    ['a\\"b', 'a"b'],
    ["a\\'b", "a\\'b"],
    ["'a\\'b'", "a'b"],
    ["'a\\nb'", "a\nb"],
    ["a\\101b", "aAb"],
    ["a\\1b", "a\\1b"],
    ["a\\x41b", "a\\x41b"],
    ["a\\qb", "a\\qb"],
    ["%{User-Name}", "%{User-Name}"],
    ["\\303\\251", "é"],
  ] as const)("%j is %j", ([raw, text]) => assert.equal(valueText(raw), text));

  test("a lone backslash at the end is unreadable", () => assert.equal(valueText("umbrella\\"), undefined));

  test("without quotes and backslashes it is what it is", () => {
    const plain = fc.string({ unit: "grapheme" }).filter((text) => !/["'`\\]/.test(text));
    fc.assert(fc.property(plain, (text) => assert.equal(valueText(text), text)));
  });
});

describe("Expiration", () => {
  const johannesburg = "Africa/Johannesburg";
  test.for([
    ["13 Dec 2027", "2027-12-12T22:00:00.000Z"],
    ["13 December 2027", "2027-12-12T22:00:00.000Z"],
    ["Dec 13 2027", "2027-12-12T22:00:00.000Z"],
    ["2027 dec 13", "2027-12-12T22:00:00.000Z"],
    ["13 Dec 2027 10:30:15", "2027-12-13T08:30:15.000Z"],
    ["13 Dec 2027 24:00:00", undefined],
    ["10:30 13 Dec 2027", "2027-12-13T08:30:00.000Z"],
    ["1829001600", "2027-12-17T00:00:00.000Z"],
    ["2027-12-13", undefined],
    ["2027-12-13T10:00:00", undefined],
    ["13/12/2027", undefined],
    ["13 Dec 27", undefined],
    ["31 Feb 2027", undefined],
    ["13 Dez 2027", undefined],
    ["", undefined],
    ["never", undefined],
  ] as const)("%j is %j in Johannesburg", ([text, instant]) => {
    const read = readExpiration(text, johannesburg);
    assert.equal(read.ok ? read.value.toISOString() : undefined, instant);
  });

  test("an hour that a zone leaves out or repeats is still one instant", () => {
    const at = (text: string) => valueOf(readExpiration(text, "Europe/Berlin")).toISOString();
    assert.equal(at("28 Mar 2027 03:30:00"), "2027-03-28T01:30:00.000Z");
    assert.equal(at("31 Oct 2027 12:00:00"), "2027-10-31T11:00:00.000Z");
  });

  test("every instant of a day is read back, and no text is a fault", () => {
    const day = fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const [, weekdayless] = /^\w+, (.*) GMT$/.exec(date.toUTCString())!;
        assert.equal(
          Math.floor(valueOf(readExpiration(weekdayless!, "UTC")).getTime() / 1000),
          Math.floor(date.getTime() / 1000),
        );
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom("13", "Dec", "2027", ":", " ", "10:00", "-", "99999")), (words) => {
        const read = readExpiration(words.join(" "), "UTC");
        if (!read.ok) assert.equal(read.error.kind, "not-a-date");
      }),
    );
  });
});

describe("Login-Time", () => {
  test("the example of FreeRADIUS' documentation", () => {
    assert.deepEqual(valueOf(readLoginTime("Wk0855-2305,Sa,Su2305-1655")), [
      { days: [1, 2, 3, 4, 5], fromMinute: 535, toMinute: 1386 },
      { days: [6], fromMinute: 0, toMinute: 1440 },
      { days: [0], fromMinute: 0, toMinute: 1016 },
      { days: [0], fromMinute: 1385, toMinute: 1440 },
    ]);
  });

  test.for([
    [
      "Any",
      [
        [0, 0],
        [6, 1439],
      ],
      [],
    ],
    [
      "Al0800-1700",
      [
        [3, 480],
        [3, 1020],
      ],
      [
        [3, 479],
        [3, 1021],
      ],
    ],
    [
      "Mo-Fr",
      [
        [1, 0],
        [5, 1439],
      ],
      [
        [0, 0],
        [6, 0],
      ],
    ],
    [
      "Fr-Mo",
      [
        [5, 0],
        [6, 0],
        [0, 0],
        [1, 0],
      ],
      [
        [2, 0],
        [4, 0],
      ],
    ],
    [
      "MoWeFr0000-1159",
      [
        [1, 0],
        [3, 719],
      ],
      [
        [2, 0],
        [3, 720],
      ],
    ],
    [
      "su2300-0100",
      [
        [0, 0],
        [0, 60],
        [0, 1380],
        [0, 1439],
      ],
      [
        [0, 61],
        [1, 0],
        [0, 1379],
      ],
    ],
    [
      "Fr0508",
      [[5, 308]],
      [
        [5, 307],
        [5, 309],
      ],
    ],
    [
      "Fr0000-2400",
      [
        [5, 0],
        [5, 1439],
      ],
      [[6, 0]],
    ],
    [
      "Sa|Su",
      [
        [6, 5],
        [0, 5],
      ],
      [[1, 5]],
    ],
    [
      "Never",
      [],
      [
        [0, 0],
        [3, 700],
      ],
    ],
    ["Never,Tu", [[2, 0]], [[3, 0]]],
  ] as const)("%s", ([text, open, closed]) => {
    const windows = valueOf(readLoginTime(text));
    for (const [day, minute] of open) assert.ok(withinLoginTime(windows, day, minute), `${day} ${minute}`);
    for (const [day, minute] of closed) assert.ok(!withinLoginTime(windows, day, minute), `${day} ${minute}`);
  });

  // FreeRADIUS finds no time in most of these, and refuses the login.
  test.for([
    "",
    "0800-1700",
    "Mo800-1700",
    "Mo0800-17",
    "Mo0860-1700",
    "Mo2500-2600",
    "Mo-",
    "Xx",
    "Mo,",
    "Mo-Wk",
    "Mo0800-1700-1800",
  ])("%j is none", (text) => assert.equal(readLoginTime(text).ok, false));

  test("a window is open in exactly the minutes between its ends, whichever comes first", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const hhmm = (minute: number) =>
      `${String(Math.floor(minute / 60)).padStart(2, "0")}${String(minute % 60).padStart(2, "0")}`;
    fc.assert(
      fc.property(minute, minute, minute, (from, to, at) => {
        const windows = valueOf(readLoginTime(`We${hhmm(from)}-${hhmm(to)}`));
        const between = from <= to ? from <= at && at <= to : at >= from || at <= to;
        assert.equal(withinLoginTime(windows, 3, at), between);
        assert.equal(withinLoginTime(windows, 4, at), false);
      }),
    );
  });
});

describe("Mikrotik-Rate-Limit", () => {
  // The examples of RouterOS' manual, and what installations write.
  test.for([
    ["128k", { downBitsPerSecond: 128_000, upBitsPerSecond: 128_000 }],
    ["64k/128M", { upBitsPerSecond: 64_000, downBitsPerSecond: 128_000_000 }],
    ["1G/500m", { upBitsPerSecond: 1_000_000_000, downBitsPerSecond: 500_000_000 }],
    ["2M/0", { upBitsPerSecond: 2_000_000 }],
    ["1.5M/10M", { upBitsPerSecond: 1_500_000, downBitsPerSecond: 10_000_000 }],
    ["2048/10240", { upBitsPerSecond: 2_048, downBitsPerSecond: 10_240 }],
    ["2M/10M 0/0 0/0 0/0 8", { upBitsPerSecond: 2_000_000, downBitsPerSecond: 10_000_000, priority: 8 }],
    [
      "64k 256k",
      {
        downBitsPerSecond: 64_000,
        upBitsPerSecond: 64_000,
        burst: {
          down: { bitsPerSecond: 256_000, thresholdBitsPerSecond: 64_000, seconds: 1 },
          up: { bitsPerSecond: 256_000, thresholdBitsPerSecond: 64_000, seconds: 1 },
        },
      },
    ],
    [
      "64k/128k 256k/512k 96k/192k 10/20 5 32k/48k",
      {
        upBitsPerSecond: 64_000,
        downBitsPerSecond: 128_000,
        burst: {
          up: { bitsPerSecond: 256_000, thresholdBitsPerSecond: 96_000, seconds: 10 },
          down: { bitsPerSecond: 512_000, thresholdBitsPerSecond: 192_000, seconds: 20 },
        },
        priority: 5,
        guaranteed: { upBitsPerSecond: 32_000, downBitsPerSecond: 48_000 },
      },
    ],
    [
      "5M/5M 10M/10M 4M/4M 16s/16s 8/8",
      {
        upBitsPerSecond: 5_000_000,
        downBitsPerSecond: 5_000_000,
        burst: {
          up: { bitsPerSecond: 10_000_000, thresholdBitsPerSecond: 4_000_000, seconds: 16 },
          down: { bitsPerSecond: 10_000_000, thresholdBitsPerSecond: 4_000_000, seconds: 16 },
        },
        priority: 8,
      },
    ],
  ] as const)("%s", ([text, rate]) => assert.deepEqual(valueOf(readMikrotikRateLimit(text)), rate));

  test.for([
    ["", ""],
    ["fast", "fast"],
    ["2M/", "2M/"],
    ["2M/10M/1M", "2M/10M/1M"],
    ["2 M", "M"],
    ["2M/10M 4M/x", "4M/x"],
    ["2M/10M 0/0 0/0 0/0 8 0/0 more", "more"],
    ["2M/10M 0/0 0/0 1h/1h", "1h/1h"],
  ] as const)("%j is none, and says which part", ([text, part]) => {
    assert.deepEqual(readMikrotikRateLimit(text), { ok: false, error: { kind: "not-a-rate-limit", part } });
  });

  test("what is written is read, in each of its positions", () => {
    const bits = fc.integer({ min: 1, max: 10_000 });
    const pair = fc.tuple(bits, bits);
    fc.assert(
      fc.property(
        pair,
        pair,
        pair,
        pair,
        fc.integer({ min: 1, max: 8 }),
        pair,
        (rate, burst, threshold, time, priority, least) => {
          const written = (unit: string, [rx, tx]: readonly [number, number]) => `${rx}${unit}/${tx}${unit}`;
          const text = `${written("k", rate)} ${written("M", burst)} ${written("k", threshold)} ${written("", time)} ${priority} ${written("", least)}`;
          const side = (at: 0 | 1) => ({
            bitsPerSecond: burst[at] * 1_000_000,
            thresholdBitsPerSecond: threshold[at] * 1_000,
            seconds: time[at],
          });
          assert.deepEqual(valueOf(readMikrotikRateLimit(text)), {
            upBitsPerSecond: rate[0] * 1_000,
            downBitsPerSecond: rate[1] * 1_000,
            burst: { up: side(0), down: side(1) },
            priority,
            guaranteed: { upBitsPerSecond: least[0], downBitsPerSecond: least[1] },
          });
        },
      ),
    );
  });

  test("no text is a fault", () => {
    const word = fc.constantFrom("1", "0", "k", "M", "/", " ", "8", "99999999999999", ".", "-1");
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const read = readMikrotikRateLimit(words.join(""));
        if (!read.ok) assert.equal(read.error.kind, "not-a-rate-limit");
      }),
    );
  });
});

describe("a text that was encoded twice", () => {
  test("comes back", () => {
    const twice = (text: string) => new TextDecoder("windows-1252").decode(Buffer.from(text));
    for (const name of ["José", "Zoë", "Müller", "Ťhandi €5 “x”", "Нина"])
      assert.equal(repairedText(twice(name)), name);
  });

  test("and one that was encoded once stays", () => {
    for (const name of ["José", "Zoë van der Merwe", "plain", "", "Нина", "日本", "Ã", "50 £"]) {
      assert.equal(repairedText(name), name);
    }
  });
});
