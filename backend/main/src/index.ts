export { type CatalogueEntry, catalogue } from "#catalogue";
export { peerVariable, readPlacement, servicesIn } from "#placement";
export { serviceDatabases } from "#service-databases";

/**
 * For Node, where radius-server has a process of its own (NODE_OPTIONS): V8 collects what is young in portions of a millisecond or two. Of the
 * size that it comes to by itself each takes 5 to 15, and every answer waits for it.
 */
export const radiusNodeOptions = "--max-semi-space-size=4";

/** For the process of all other services: it has nobody to answer within a millisecond, and larger portions cost it a fifth less. */
export const coreNodeOptions = "--max-semi-space-size=64";

/** The program that starts any set of services; for whoever starts it as a process of its own. */
export const mainProgram = new URL("./main.ts", import.meta.url);
