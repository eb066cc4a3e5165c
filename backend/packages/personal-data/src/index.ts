export { type Json, type PersonalData, personalDataIn, type Section, type Walk } from "#personal-data";
export { personalDataRpc, sectionsOf } from "#personal-data-rpc";
