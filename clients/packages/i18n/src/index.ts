export { formatData, formatMoney, formatNumber, formatRate, moneyParts, type MoneyValue } from "#amounts";
export { enFirst } from "#catalogue/en-first";
export { chooseLanguage, isLanguage, languages, loadCatalogue, type Language } from "#language";
export { fill, fillParts, type Catalogue, type MessageKey, type MessageValues } from "#message";
export { formatDate, formatDay, formatMoment, formatSince, formatTime, formatWindow, localMoment } from "#moments";
