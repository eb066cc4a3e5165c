import { type Dictionary, dictionary, dictionaryOf, readDictionary, shippedDictionaries } from "@beacom/radius";
import type { RadiusHere } from "#commands/radius/here";

/** The names of attributes as the server knows them, with the operator's own. */
export async function dictionaryHere({ admin }: Pick<RadiusHere, "admin">): Promise<Dictionary> {
  const { documents } = await admin.listPolicy({ kind: "dictionary" });
  const own = documents.flatMap(({ text }) => {
    const read = readDictionary(text);
    return read.ok ? read.value : [];
  });
  return own.length === 0 ? dictionary : dictionaryOf([...shippedDictionaries, ...own]);
}
