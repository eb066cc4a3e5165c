import assert from "node:assert/strict";
import { test } from "vitest";
import { deviceName } from "#device-name";

test("a device is called by its browser and its system, as people would", () => {
  const known = {
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":
      "Chrome Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1":
      "Safari iPhone",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":
      "Edge Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "Firefox Linux",
    "Mozilla/5.0 (Linux; Android 13; SM-A146B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36":
      "Samsung Internet Android",
  };
  for (const [userAgent, name] of Object.entries(known)) {
    const { browser, system } = deviceName(userAgent) ?? {};
    assert.equal(`${browser} ${system}`, name);
  }
});

test("what says nothing that people know has no name", () => {
  for (const userAgent of ["", "curl/8.5.0", "a test"]) assert.equal(deviceName(userAgent), undefined);
});
