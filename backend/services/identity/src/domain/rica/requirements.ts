/** A natural person, or a company, which somebody speaks for. */
export type CustomerKind = "person" | "company";
/** What is to be activated. A SIM is bound to a person more strictly than a line is. */
export type ServiceKind = "hotspot" | "fixed" | "sim";

export const evidenceKinds = [
  "identity-document",
  "passport",
  "proof-of-address",
  "company-registration",
  "representative-identity",
  "representative-authority",
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** All of these are needed; of each, one of its kinds is enough. */
export type Requirement = readonly (readonly EvidenceKind[])[];

const whoYouAre = ["identity-document", "passport"] as const;
const company: Requirement = [
  ["company-registration"],
  ["representative-identity"],
  ["representative-authority"],
  ["proof-of-address"],
];

/** RICA sections 39 and 40: name, number and address of a person; of a company those of the business and of its representative. */
export const requirements: Readonly<Record<CustomerKind, Readonly<Record<ServiceKind, Requirement>>>> = {
  person: {
    hotspot: [whoYouAre],
    fixed: [whoYouAre, ["proof-of-address"]],
    sim: [whoYouAre, ["proof-of-address"]],
  },
  company: { hotspot: company, fixed: company, sim: company },
};

/** What is still to be shown, each with the kinds that would do. */
export const missingEvidence = (
  customer: CustomerKind,
  service: ServiceKind,
  shown: readonly EvidenceKind[],
): Requirement => requirements[customer][service].filter((kinds) => !kinds.some((kind) => shown.includes(kind)));

/** Whoever is not verified has what can be used without a contract for a line or a SIM. */
const withoutVerification: readonly ServiceKind[] = ["hotspot"];

/** The services that may be activated for somebody verified for this one, and for somebody who is not verified at all. */
export function servicesAllowed(verifiedFor: ServiceKind | undefined): readonly ServiceKind[] {
  if (verifiedFor === undefined || verifiedFor === "hotspot") return withoutVerification;
  return ["hotspot", "fixed", "sim"];
}

export const isEvidenceKind = (text: string): text is EvidenceKind => evidenceKinds.some((kind) => kind === text);
