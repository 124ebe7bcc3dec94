export { createAudit } from './create-audit.ts'
export type { Audit, AuditInspection, CloseOptions, RouterOptions } from './audit.ts'
export type { OwnRouterOptions } from './own-door.ts'
export type { AuditHealth } from './health.ts'
export type { MeterLike } from './metrics.ts'
export type { WatchHandle, WatchOptions } from '@rastro/mongodb'
export type { Authorization, Permission } from '@rastro/admin'
export type { LookedFunction, LookedOptions } from './looked.ts'
export type { AuditRequests } from './requests.ts'
export type { RequestOptions } from './request-options.ts'
export type { AuditOptions, ConnectionOptions, SpoolOptions } from './options.ts'
export { awsKms } from './keys/aws-kms.ts'
export type { AwsKmsOptions } from './keys/aws-kms.ts'
export type { AwsCredentials } from './keys/sign-aws.ts'
export type { KeyOptions } from './keys/key-options.ts'
export { localKeyFile } from './keys/local-key-file.ts'
export { VERSION } from './version.ts'
export { AuditError, ERROR_CODES, LANGUAGES } from '@rastro/core'
export type * from '@rastro/core'
export {
  anonymous,
  apiKey,
  emailIntake,
  fixedLocations,
  geoipLite,
  jwtBearer,
  mmdb,
  namedApp,
  secureLink,
  sessionUser,
} from '@rastro/express'
export type {
  ActorResolver,
  ContextOptions,
  ExportColumn,
  ExportFunction,
  ExportOptions,
  ExportReport,
  ExportRows,
  GeoSource,
  Location,
} from '@rastro/express'
export type { PluginOptions } from '@rastro/mongoose'
