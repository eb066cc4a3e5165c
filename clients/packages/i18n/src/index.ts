export { formatData, formatMoney, formatNumber, formatRate, moneyParts, type MoneyValue } from "#amounts";
export { en } from "#catalogue/en";
export { chooseLanguage, isLanguage, languages, loadCatalogue, type Language } from "#language";
export { fill, fillParts, type Catalogue, type MessageKey, type MessageValues } from "#message";
export { formatDay, formatMoment, formatSince, formatTime, localMoment } from "#moments";
