export { type DataFolder, dataFolder } from "#installation/data-folder";
export { freePortBase, type Ports, portsFrom } from "#installation/ports";
export { type Installation, type StartOptions, startInstallation } from "#installation/start-installation";
