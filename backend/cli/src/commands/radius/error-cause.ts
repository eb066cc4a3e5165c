import { dictionary } from "@beacom/radius";

/** RFC 5176 section 3.6, for whoever has to do something about it. */
const meanings: Readonly<Record<number, string>> = {
  201: "it had only remains of the session, and removed them",
  401: "it does not know an attribute that was sent",
  402: "it misses an attribute by which it finds sessions",
  403: "it does not take itself for the router that was meant",
  404: "it does not understand the request",
  405: "it does not do this",
  406: "it does not know this kind of request: CoA or Disconnect may be switched off there",
  407: "a value that was sent is none for it",
  501: "it is set not to do this, or not for this server",
  502: "a proxy on the way does not know where it belongs",
  503: "it does not have this session: it ended there, and its Stop was lost",
  504: "it has the session and cannot end it",
  505: "a proxy on the way failed",
  506: "it lacks the resources now",
  507: "it began something that takes longer",
  508: "more than one session fits, and it changes one at a time",
};

const names = dictionary.byName("Error-Cause")?.valueNames;

/** `503 Session-Context-Not-Found: it does not have this session …` */
export function errorCauseInWords(cause: number): string {
  if (cause === 0) return "without saying why";
  const name = names?.get(cause);
  const meaning = meanings[cause];
  return `${cause}${name === undefined ? "" : ` ${name}`}${meaning === undefined ? "" : `: ${meaning}`}`;
}

/** As short as a table wants it. */
export const errorCauseName = (cause: number): string =>
  cause === 0 ? "" : `${cause}${names?.has(cause) ? ` ${names.get(cause)}` : ""}`;
