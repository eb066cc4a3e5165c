import assert from "node:assert/strict";
import { test } from "vitest";
import { dropsIn, socketDrops } from "#adapters/socket-drops";

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  326: 00000000:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1873 2 0000000000000000 17
  326: 0100007F:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1874 2 0000000000000000 3
  327: 00000000:0715 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1875 2 0000000000000000 99
`;

test("what did not fit into the buffers of a port's sockets is counted", () => {
  assert.equal(dropsIn(table, 1812), 20);
  assert.equal(dropsIn(table, 1813), 99);
  assert.equal(dropsIn("", 1812), 0);
  assert.equal(socketDrops(1), 0);
});
