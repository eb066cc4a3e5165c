import type { Http2Session } from "node:http2";

const everyMs = 10_000;
const answerWithinMs = 5_000;

/** Pings a connection for as long as it lives and ends it when the other side no longer answers: a host that lost power closes nothing. */
export function keepAlive(session: Http2Session): void {
  const timer = setInterval(() => {
    if (session.closed || session.destroyed || session.connecting) return;
    const impatience = setTimeout(() => session.destroy(new Error("the peer answers no pings")), answerWithinMs);
    const answered = () => clearTimeout(impatience);
    session.once("close", answered);
    session.ping(() => {
      answered();
      session.off("close", answered);
    });
  }, everyMs);
  timer.unref();
  session.once("close", () => clearInterval(timer));
}
