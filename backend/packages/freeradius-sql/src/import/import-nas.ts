import { isIP, isIPv4 } from "node:net";
import type { ImportedNas } from "#import/imported";
import { hiddenSecret, type NotUnderstood } from "#items/item";
import { optional } from "#values/optional";

/** Columns of the table nas. `ports` is how many a NAS has, and nothing that one could send a CoA to: it is not read. */
export const nasColumns = ["nasname", "shortname", "type", "secret", "server", "community", "description"] as const;
export type NasRow = { readonly [Column in (typeof nasColumns)[number]]?: string | undefined };

export function importNas(row: NasRow): ImportedNas {
  const nasname = (row.nasname ?? "").trim();
  const notUnderstood: NotUnderstood[] = [];
  const note = (attribute: string, value: string, why: string): void => {
    notUnderstood.push({ table: "nas", attribute, op: "=", value, why });
  };
  const address = addressOf(nasname);
  if (address.kind === "host") note("nasname", nasname, "Is a host name; a router needs an address here, or RadSec.");
  if (address.kind === "network" && address.prefixLength === 0) {
    note("nasname", nasname, "Is every address there is; whoever learns the secret would be a router.");
  }
  const secret = row.secret ?? "";
  if (secret === "") note("secret", "", "A router without a secret is nobody that could be believed.");
  if (secret.includes("\ufffd")) note("secret", hiddenSecret, "The database gave octets that are no text.");
  const server = row.server?.trim() ?? "";
  if (server !== "") note("server", server, "A virtual server of FreeRADIUS' own; all routers meet the same one here.");
  return {
    name: row.shortname?.trim() || nasname,
    address,
    type: row.type?.trim() || "other",
    secret,
    ...optional("snmpCommunity", row.community || undefined),
    ...optional("description", row.description?.trim() || undefined),
    notUnderstood,
  };
}

function addressOf(nasname: string): ImportedNas["address"] {
  if (isIP(nasname) !== 0) return { kind: "address", address: nasname };
  const [, address = "", bits = ""] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(nasname) ?? [];
  const prefixLength = Number(bits);
  if (bits === "" || isIP(address) === 0 || prefixLength > (isIPv4(address) ? 32 : 128)) {
    return { kind: "host", hostName: nasname };
  }
  return prefixLength === (isIPv4(address) ? 32 : 128)
    ? { kind: "address", address }
    : { kind: "network", address, prefixLength };
}
