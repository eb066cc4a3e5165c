import { ok, type Result, refuse } from "@beacom/result";
import { isLocalDate } from "@beacom/time";
import { checkIdentityNumber, type IdentityNumberRefusal } from "#domain/rica/identity-number";
import type { CustomerKind, ServiceKind } from "#domain/rica/requirements";

export type IdentityPaper =
  | { paper: "sa-identity"; number: string }
  | { paper: "passport"; number: string; country: string; expiresOn: string };

/** What the law wants recorded about a customer, or about who speaks for a company. */
export type RicaDetails = {
  customerKind: CustomerKind;
  serviceKind: ServiceKind;
  fullNames: string;
  dateOfBirth: string;
  identity: IdentityPaper;
  address: string;
  /** For companies: the person above speaks for it. */
  company: { name: string; registrationNumber: string } | undefined;
};

export type DetailsRefusal =
  | IdentityNumberRefusal
  | {
      kind:
        | "names-missing"
        | "address-missing"
        | "passport-not-valid"
        | "passport-expired"
        | "company-missing"
        | "company-number-not-valid";
    };

/** Checks what was typed, before anybody looks at papers. `today` is a day of the operator's. */
export function checkDetails(details: RicaDetails, today: string): Result<RicaDetails, DetailsRefusal> {
  const fullNames = oneLine(details.fullNames);
  const address = oneLine(details.address);
  if (fullNames.length < 3 || fullNames.length > 200) return refuse({ kind: "names-missing" });
  if (address.length < 8 || address.length > 400) return refuse({ kind: "address-missing" });
  if (!isLocalDate(details.dateOfBirth) || details.dateOfBirth > today)
    return refuse({ kind: "date-of-birth-not-valid" });
  const identity = checkPaper(details.identity, details.dateOfBirth, today);
  if (!identity.ok) return identity;
  const company = checkCompany(details);
  if (!company.ok) return company;
  return ok({ ...details, fullNames, address, identity: identity.value, company: company.value });
}

function checkPaper(paper: IdentityPaper, dateOfBirth: string, today: string): Result<IdentityPaper, DetailsRefusal> {
  const number = paper.number.replaceAll(/\s/g, "").toUpperCase();
  if (paper.paper === "sa-identity") {
    const checked = checkIdentityNumber(number, dateOfBirth);
    return checked.ok ? ok({ ...paper, number }) : checked;
  }
  const country = paper.country.trim().toUpperCase();
  if (!/^[A-Z0-9]{5,20}$/.test(number) || !/^[A-Z]{2}$/.test(country) || !isLocalDate(paper.expiresOn))
    return refuse({ kind: "passport-not-valid" });
  if (paper.expiresOn < today) return refuse({ kind: "passport-expired" });
  return ok({ ...paper, number, country });
}

function checkCompany({ customerKind, company }: RicaDetails): Result<RicaDetails["company"], DetailsRefusal> {
  if (customerKind === "person") return ok(undefined);
  const name = oneLine(company?.name ?? "");
  const registrationNumber = (company?.registrationNumber ?? "").replaceAll(/\s/g, "");
  if (name === "" || name.length > 200) return refuse({ kind: "company-missing" });
  // As the Companies and Intellectual Property Commission writes it: year, six digits, the kind of company.
  if (!/^(18|19|20)\d{2}\/\d{6}\/\d{2}$/.test(registrationNumber)) return refuse({ kind: "company-number-not-valid" });
  return ok({ name, registrationNumber });
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
