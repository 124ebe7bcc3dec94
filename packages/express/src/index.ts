export { createContextMiddleware } from './context/context-middleware.ts'
export type { ContextEnvironment, ContextOptions } from './context/context-middleware.ts'
export type {
  ContextMiddleware,
  NextLike,
  RequestLike,
  ResponseLike,
  SettingsLike,
} from './request/request-like.ts'
export type { ActorResolver, Bivariant, PartialActor } from './actor/actor-resolver.ts'
export type { Account, AccountResolver } from './actor/account.ts'
export { checkActor } from './actor/check-actor.ts'
export { anonymous } from './actor/anonymous.ts'
export { sessionUser } from './actor/session-user.ts'
export type { SessionUserOptions, UserRecord } from './actor/session-user.ts'
export { jwtBearer } from './actor/jwt-bearer.ts'
export type { JwtBearerOptions, JwtClaims, JwtHeader } from './actor/jwt-bearer.ts'
export type { JwtAlgorithm, JwtKey } from './actor/jwt-key.ts'
export { apiKey } from './actor/api-key.ts'
export type { ApiKeyOptions } from './actor/api-key.ts'
export { emailIntake } from './actor/email-intake.ts'
export type { EmailIntakeOptions } from './actor/email-intake.ts'
export { namedApp } from './actor/named-app.ts'
export type { NamedAppOptions } from './actor/named-app.ts'
export { secureLink } from './actor/secure-link.ts'
export type { SecureLinkOptions } from './actor/secure-link.ts'
export type { GeoSource, Location } from './geo/geo-source.ts'
export { fixedLocations } from './geo/fixed-locations.ts'
export { geoipLite } from './geo/geoip-lite.ts'
export { mmdb } from './geo/mmdb.ts'
export type { MmdbFiles } from './geo/mmdb.ts'
export { createSessionEvents } from './shorthand/session-events.ts'
export type { LoginReport, SessionEvents } from './shorthand/session-events.ts'
export { createExported } from './shorthand/export-events.ts'
export type { ExportDetails, ExportedFunction } from './shorthand/export-events.ts'
export { createExport } from './export/create-export.ts'
export type {
  ExportFunction,
  ExportParts,
  ExportReport,
  HostResponse,
} from './export/create-export.ts'
export type { ExportOptions } from './export/export-options.ts'
export type { ExportColumn } from './export/row-columns.ts'
export type { ExportRows } from './export/row-source.ts'
export { sendExport } from './export/send-export.ts'
