import { type Dictionary, dictionaryOf, readDictionary, shippedDictionaries } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import { type DefinitionRefusal, readAccessProfile } from "#application/access-profiles";
import { type Policy, shippedPolicy } from "#application/local-view";
import { readNasKind } from "#application/nas-kinds";

/** What operators write to say how services are delivered, by name. */
export type PolicyKind = "profile" | "nas-kind" | "dictionary";
export type PolicyDocument = { readonly name: string; readonly definition: unknown };

export type PolicyDocuments = {
  list(kind: PolicyKind): Promise<readonly PolicyDocument[]>;
  put(kind: PolicyKind, document: PolicyDocument): Promise<void>;
  /** False when subscribers or routers still use it. */
  remove(kind: PolicyKind, name: string): Promise<"removed" | "not-there" | "in-use">;
};

export type PolicyRefusal =
  | DefinitionRefusal
  | { readonly kind: "name-not-valid" | "kind-unknown" | "not-there" | "in-use" };

const namePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** The policy that these documents make. What cannot be understood (any more) is left out and told, never a reason to answer nobody. */
export async function readPolicyFrom(
  documents: Pick<PolicyDocuments, "list">,
  broken: (kind: PolicyKind, name: string, problems: readonly string[]) => void,
): Promise<Policy> {
  const [dictionaries, kinds, profiles] = await Promise.all([
    documents.list("dictionary"),
    documents.list("nas-kind"),
    documents.list("profile"),
  ]);
  const files = dictionaries.flatMap(({ name, definition }) => {
    const read = readDictionary(String(definition));
    if (!read.ok) broken("dictionary", name, [JSON.stringify(read.error)]);
    return read.ok ? [read.value] : [];
  });
  const dictionary: Dictionary =
    files.length === 0 ? shippedPolicy.dictionary : dictionaryOf([...shippedDictionaries, ...files.flat()]);
  const policy = {
    dictionary,
    kinds: new Map(shippedPolicy.kinds),
    profiles: new Map(shippedPolicy.profiles),
  };
  for (const { name, definition } of kinds) {
    const read = readNasKind(name, definition, dictionary);
    if (read.ok) policy.kinds.set(name, read.value);
    else broken("nas-kind", name, read.error.problems);
  }
  for (const { name, definition } of profiles) {
    const read = readAccessProfile(name, definition, dictionary);
    if (read.ok) policy.profiles.set(name, read.value);
    else broken("profile", name, read.error.problems);
  }
  return policy;
}

/** Writes a document after it was understood, and not before. */
export const keepPolicyWith = (deps: {
  documents: PolicyDocuments;
  policy: () => Policy;
  known: () => Promise<void>;
}) => ({
  list: (kind: PolicyKind): Promise<readonly PolicyDocument[]> => deps.documents.list(kind),
  async put(kind: PolicyKind, { name, definition }: PolicyDocument): Promise<Result<void, PolicyRefusal>> {
    if (!namePattern.test(name)) return refuse({ kind: "name-not-valid" });
    const { dictionary } = deps.policy();
    const read =
      kind === "profile"
        ? readAccessProfile(name, definition, dictionary)
        : kind === "nas-kind"
          ? readNasKind(name, definition, dictionary)
          : understood(String(definition));
    if (!read.ok) return read;
    await deps.documents.put(kind, { name, definition });
    await deps.known();
    return ok(undefined);
  },
  async remove(kind: PolicyKind, name: string): Promise<Result<void, PolicyRefusal>> {
    const removed = await deps.documents.remove(kind, name);
    if (removed !== "removed") return refuse({ kind: removed });
    await deps.known();
    return ok(undefined);
  },
});

function understood(text: string): Result<void, DefinitionRefusal> {
  const read = readDictionary(text);
  return read.ok ? ok(undefined) : refuse({ kind: "definition-not-valid", problems: [JSON.stringify(read.error)] });
}
