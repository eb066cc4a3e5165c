import { registerHooks } from "node:module";

/**
 * postgres.js 3.4.9 has faults when a connection breaks (its issues 1066, 1154 and 1208), so it is corrected while it is loaded.
 * The version is pinned; one whose text differs is refused, so that this file is looked at again.
 */
const corrections: Record<string, readonly (readonly [text: string, corrected: string])[]> = {
  connection: [
    // A write that was put off to the next turn finds no socket and throws where nothing catches it: the process ends.
    [
      "const x = socket.write(chunk, fn)",
      "if (!socket) { chunk = nextWriteTimer = null; error(Errors.connection('CONNECTION_CLOSED', options)); query = null; return false }\n" +
        "    const x = socket.write(chunk, fn)",
    ],
    // A connection that broke with such a write pending never sends anything again.
    [
      "incomings = null\n    clearImmediate(nextWriteTimer)",
      "incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null",
    ],
    // A query sent between the socket's error and its close is never answered, and one that was lost is taken for the first of the next socket.
    [
      "if (initial)\n      return reconnect()",
      "const lost = query; query = errorResponse = null\n" +
        "    if (initial) {\n" +
        "      lost && lost.reject(Errors.connection('CONNECTION_CLOSED', options))\n" +
        "      return reconnect()\n" +
        "    }",
    ],
    [
      "!hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))",
      "lost && queryError(lost, Errors.connection('CONNECTION_CLOSED', options))\n" +
        "    while (sent.length) queryError(sent.shift(), Errors.connection('CONNECTION_CLOSED', options))",
    ],
    // The query for the types fails beside the one that waits for it, with nobody to catch it: the process ends.
    ["return fetchArrayTypes()", "return fetchArrayTypes().catch(() => {})"],
  ],
  index: [
    // A statement of a transaction whose connection was lost runs, alone and committed, on the connection that took its place.
    ["let savepoints = 0\n      , connection", "let savepoints = 0\n      , lost = null\n      , connection"],
    [
      "connection.onclose = reject)",
      "connection.onclose = e => { lost = e; while (queries.length) queries.shift().reject(e); reject(e) })",
    ],
    [
      "q.catch(e => uncaughtError || (uncaughtError = e))",
      "q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost) return q.reject(lost)",
    ],
  ],
  query: [
    // A function that is made for each query and kept in a property keeps the query, its parameters and its rows alive through every small
    // collection of V8, until a large one: pauses of 15 ms each second where there are a thousand queries, instead of 2.
    [
      "this.resolve = x => (this.active = false, resolve(x))\n    this.reject = x => (this.active = false, reject(x))",
      "this.settleResolved = resolve\n    this.settleRejected = reject",
    ],
    [
      "  static get [Symbol.species]() {",
      "  resolve(x) { this.active = false; this.settleResolved(x) }\n\n" +
        "  reject(x) { this.active = false; this.settleRejected(x) }\n\n" +
        "  static get [Symbol.species]() {",
    ],
  ],
};

const hooks = registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const file = /\/postgres\/src\/(connection|index|query)\.js$/.exec(url)?.[1];
    if (file === undefined || !loaded.source) return loaded;
    let source =
      typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    for (const [text, corrected] of corrections[file] ?? []) {
      if (!source.includes(text)) throw new Error(`postgres.js has changed, look at its corrections again: ${text}`);
      source = source.replace(text, () => corrected);
    }
    return { ...loaded, source };
  },
});

const { default: postgres } = await import("postgres");
hooks.deregister();

export { postgres };
