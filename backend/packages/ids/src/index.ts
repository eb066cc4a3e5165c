export { type Id, type IdKind, idFromUuid, isId, newId, parseId, uuidOf } from "#id";
