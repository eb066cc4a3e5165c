import { ok, type Result, refuse } from "@beacom/result";

export type EndpointForm = { url: string; description: string; eventTypes: readonly string[] };
export type EndpointFormRefusal = {
  kind:
    | "url-not-valid"
    | "url-not-https"
    | "url-with-credentials"
    | "address-not-allowed"
    | "description-too-long"
    | "event-types-missing"
    | "event-type-unknown";
};

export type Endpoint = EndpointForm & {
  endpointId: string;
  /** Why it gets nothing; null: it is enabled. */
  disabled: { reason: "by-staff" | "gone" | "failing"; at: Date } | null;
  createdAt: Date;
  /** The old secret signs beside the new one until then. */
  previousSecretUntil: Date | null;
};

/** After a change of the secret both sign for so long: time for the receiver to learn the new one. */
export const bothSecretsHours = 24;

const longestUrl = 2_000;
const longestDescription = 200;

/** `plainHttp`: for receivers in the operator's own networks, while a receiver is being written. */
export function checkEndpoint(
  form: EndpointForm,
  known: { eventTypes: readonly string[]; plainHttp: boolean; mayConnectTo: (address: string) => boolean },
): Result<EndpointForm, EndpointFormRefusal> {
  const url = checkUrl(form.url.trim(), known);
  if (!url.ok) return url;
  const description = form.description.trim();
  if (description.length > longestDescription) return refuse({ kind: "description-too-long" });
  if (form.eventTypes.length === 0) return refuse({ kind: "event-types-missing" });
  if (!form.eventTypes.every((type) => known.eventTypes.includes(type))) return refuse({ kind: "event-type-unknown" });
  const eventTypes = known.eventTypes.filter((type) => form.eventTypes.includes(type));
  return ok({ url: url.value, description, eventTypes });
}

function checkUrl(
  text: string,
  known: { plainHttp: boolean; mayConnectTo: (address: string) => boolean },
): Result<string, EndpointFormRefusal> {
  if (text.length > longestUrl || !URL.canParse(text)) return refuse({ kind: "url-not-valid" });
  const url = new URL(text);
  if (url.protocol !== "https:" && !(known.plainHttp && url.protocol === "http:"))
    return refuse({ kind: "url-not-https" });
  if (url.username !== "" || url.password !== "") return refuse({ kind: "url-with-credentials" });
  url.hash = "";
  // A name's addresses are looked at before each attempt, for they may change.
  const address = addressIn(url);
  if (address !== undefined && !known.mayConnectTo(address)) return refuse({ kind: "address-not-allowed" });
  return ok(url.href);
}

/** The address that stands in a URL instead of a name. The URL's own rules have made four decimal numbers of every other form. */
export function addressIn({ hostname }: { hostname: string }): string | undefined {
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  return /^[\d.]+$/.test(hostname) ? hostname : undefined;
}
