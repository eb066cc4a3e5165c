export { type CatalogueEntry, catalogue } from "#catalogue";
export { peerVariable, readPlacement, servicesIn } from "#placement";
export { serviceDatabases } from "#service-databases";

/** The program that starts any set of services; for whoever starts it as a process of its own. */
export const mainProgram = new URL("./main.ts", import.meta.url);
