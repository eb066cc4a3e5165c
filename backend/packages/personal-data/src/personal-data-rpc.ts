import type { PersonalData as PersonalDataMessage, PersonalDataRequest } from "@beacom/proto/common/v1/personal_data";
import type { Json, PersonalData, Section } from "#personal-data";

/** The handlers of a service's `…PersonalData`. */
export const personalDataRpc = (data: PersonalData) => ({
  async export({ customerId }: Pick<PersonalDataRequest, "customerId">) {
    const sections = await data.export(customerId);
    return {
      sections: sections.map(({ title, rows, leftOut }) => ({ title, rowsJson: JSON.stringify(rows), leftOut })),
    };
  },
});

/** What another service has answered. */
export const sectionsOf = ({ sections }: Pick<PersonalDataMessage, "sections">): Section[] =>
  sections.map(({ title, rowsJson, leftOut }) => ({
    title,
    rows: JSON.parse(rowsJson) as { [label: string]: Json }[],
    leftOut,
  }));
