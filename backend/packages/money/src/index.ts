export { type Currency, type Money, add, currencies, isCurrency, money, negate, subtract, sum, zero } from "#money";
export { allocate, netOfVat } from "#allocate";
export { formatMoney, parseMajorUnits } from "#format";
