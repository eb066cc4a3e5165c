import assert from "node:assert/strict";
import { createServer, type Server as TcpServer } from "node:net";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { mysqlDatabase } from "#database/mysql";
import { postgresqlDatabase } from "#database/postgresql";
import { readSourceUrl, type SourceAddress } from "#database/source-url";
import { openSource } from "#open-source";
import { forwarderTo } from "#testing/forwarder";
import {
  type Installation,
  mariadbAvailable,
  mariadbServer,
  postgresqlAvailable,
  postgresqlServer,
  type Server,
} from "#testing/installation";

const kinds = [
  ["PostgreSQL", postgresqlServer, postgresqlAvailable],
  ["MariaDB", mariadbServer, mariadbAvailable],
] as const;

for (const [name, start, available] of kinds) {
  describe.skipIf(!available)(`a source in ${name} that cannot be read`, () => {
    let server: Server;
    let installation: Installation;
    beforeAll(async () => {
      server = await start();
      installation = await server.install();
    });
    afterAll(async () => {
      await installation?.drop();
      await server?.stop();
    });
    const altered = (alter: (url: URL) => void): string => {
      const url = new URL(installation.url);
      alter(url);
      return url.href;
    };
    const refusal = async (url: string) => {
      const opened = await openSource(url);
      assert.ok(!opened.ok);
      assert.ok(opened.error.remedy.length > 20);
      assert.ok(!JSON.stringify(opened.error).includes("wrong-password"));
      return opened.error;
    };

    test("has another password", async () => {
      const { kind, what } = await refusal(altered((url) => (url.password = "wrong-password")));
      assert.equal(kind, "credentials-refused");
      assert.match(what, /127\.0\.0\.1/);
    });

    test("has another user", async () => {
      assert.equal((await refusal(altered((url) => (url.username = "nobody-here")))).kind, "credentials-refused");
    });

    test("has no such database", async () => {
      assert.equal((await refusal(altered((url) => (url.pathname = "/elsewhere")))).kind, "database-missing");
    });

    test("is not at this port, or at no host of this name", async () => {
      const closed = await freePort();
      assert.equal((await refusal(altered((url) => (url.port = String(closed))))).kind, "no-answer");
      assert.equal((await refusal(altered((url) => (url.hostname = "no-such-host.invalid")))).kind, "host-unknown");
    });

    test("does not talk TLS though it was asked to", async () => {
      const refused = await openSource(`${installation.url}?sslmode=verify-full`);
      assert.ok(!refused.ok && refused.error.kind === "tls-failed", JSON.stringify(refused));
    });

    test("is somebody else's database, or lacks what FreeRADIUS' tables have", async () => {
      const other = await server.install();
      await other.run("alter table radcheck rename to users");
      const missing = await refusal(other.url);
      assert.equal(missing.kind, "tables-missing");
      assert.match(missing.what, /: radcheck\.$/);
      await other.run("alter table users rename to radcheck; alter table radcheck rename column op to operator");
      const lacking = await refusal(other.url);
      assert.deepEqual(
        [lacking.kind, lacking.what],
        ["columns-missing", "FreeRADIUS' tables lack columns: radcheck.op."],
      );
      await other.drop();
    });

    test("is never written to", async () => {
      const address = valueOf(readSourceUrl(installation.url));
      const database = address.dialect === "mysql" ? mysqlDatabase(address) : postgresqlDatabase(address);
      await assert.rejects(
        database.select("insert into radcheck (username) values ('x')"),
        /read-only transaction|READ ONLY transaction|denied/i,
      );
      await database.close();
    });

    test("that falls silent while it is read is a fault, and says where", async () => {
      const { hostname, port } = new URL(installation.url);
      const between = await forwarderTo(hostname, Number(port));
      await installation.run(
        "insert into radcheck (username, attribute, op, value) values ('a', 'Cleartext-Password', ':=', 'x')",
      );
      const source = valueOf(await openSource(altered((url) => (url.port = String(between.port)))));
      await between.stop();
      await assert.rejects(async () => {
        for await (const batch of source.subscribers()) assert.fail(JSON.stringify(batch));
      });
      await source.close();
    });
  });
}

describe.skipIf(!postgresqlAvailable)("a user of PostgreSQL without rights", () => {
  test("is told which are missing", async () => {
    const server = await postgresqlServer();
    const installation = await server.install();
    await installation.run("create role bare login password 'bare'");
    const url = new URL(installation.url);
    url.username = url.password = "bare";
    const refused = await openSource(url.href);
    assert.ok(!refused.ok && refused.error.kind === "permission-missing", JSON.stringify(refused));
    assert.match(refused.error.remedy, /SELECT/);
    await installation.run("drop role bare");
    await installation.drop();
  });
});

test("what answers and is no database is told from one that does not answer", async () => {
  const silent = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
  const port = await listening(silent);
  for (const scheme of ["postgres", "mysql"]) {
    const refused = await openSource(`${scheme}://radius:radpass@127.0.0.1:${port}/radius`, { answerWithinMs: 500 });
    assert.ok(!refused.ok && refused.error.kind === "no-answer", `${scheme} ${JSON.stringify(refused)}`);
  }
  silent.close();
});

describe("the address of a source", () => {
  test("has all that a connection needs, and nothing that a driver would take for its own settings", () => {
    assert.deepEqual(valueOf(readSourceUrl("mysql://radius:p%40ss%2F1@db.isp.example/radius")), {
      dialect: "mysql",
      host: "db.isp.example",
      port: 3306,
      user: "radius",
      password: "p@ss/1",
      database: "radius",
      tls: "off",
    } satisfies SourceAddress);
    assert.deepEqual(valueOf(readSourceUrl("postgresql://radius@10.0.0.2:6432/radius?sslmode=require")), {
      dialect: "postgresql",
      host: "10.0.0.2",
      port: 6432,
      user: "radius",
      password: "",
      database: "radius",
      tls: "require",
    } satisfies SourceAddress);
    const local = valueOf(readSourceUrl("mariadb://radius:x@localhost/radius?socket=/run/mysqld/mysqld.sock"));
    assert.equal(local.socketPath, "/run/mysqld/mysqld.sock");
  });

  test.for([
    ["radius", /no URL/],
    ["http://radius@host/radius", /neither/],
    ["mysql://radius@host/", /database/],
    ["mysql://host/radius", /user/],
    ["mysql://radius:50%off@host/radius", /%/],
    ["mysql://radius@host/radius?multipleStatements=true", /multipleStatements/],
    ["postgres://radius@host/radius?sslmode=maybe", /sslmode=maybe/],
    ["postgres://radius@host/radius?socket=/tmp/x", /MySQL only/],
    ["postgres://radius@[::1]/radius", /IPv6/],
  ] as const)("%s is not understood", ([url, why]) => {
    const read = readSourceUrl(url);
    assert.ok(!read.ok && read.error.kind === "url-not-understood");
    assert.match(read.error.what, why);
  });

  test("is never a fault", () => {
    const pieces = fc.constantFrom(
      "mysql:",
      "postgres:",
      "//",
      "@",
      ":",
      "%",
      "/",
      "?",
      "sslmode=",
      "radius",
      "[::1]",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const read = readSourceUrl(parts.join(""));
        if (!read.ok) assert.equal(read.error.kind, "url-not-understood");
      }),
    );
  });
});

async function listening(server: TcpServer): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
