export {
  type Caller,
  callerOf,
  isInScope,
  requireFresh,
  requireOwn,
  requireOwnOr,
  requirePermission,
  requireScope,
} from "#caller";
export { type Logger, openLog } from "#log";
export { type Metrics, openMetrics } from "#metrics";
export { connectPeers, type Peers } from "#peers";
export { currentStaff, currentTraceparent, outsideOfRequest, type StaffAtWork } from "#request-scope";
export { type RuntimeConfig, readRuntimeConfig, type TlsFiles } from "#runtime-config";
export type { Env, RunningService, ServiceContext, ServiceDatabase, ServiceModule } from "#service-module";
export { type Placement, type RunningServices, startServices } from "#start-services";
export type { TokenRefusal, Tokens } from "#tokens";
