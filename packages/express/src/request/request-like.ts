/**
 * What does the suite read of a request and its response?
 *
 * Structural on purpose: Express 4 and 5 both fit, with whatever typings the application has, and
 * nothing of Express is imported at run time.
 */

/** The part of an Express request that is read; all of it is optional to read, none is changed. */
export interface RequestLike {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly originalUrl?: string | undefined
  readonly baseUrl?: string | undefined
  /** Express's own answer, which honours `trust proxy`. */
  readonly ip?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined
  readonly app?: SettingsLike | undefined
  /** The matched route, while one runs. */
  readonly route?: unknown
  /** An id given by a middleware of the application. */
  readonly id?: unknown
  /** Set by Passport and most logins. */
  readonly user?: unknown
  /** Set by express-jwt and express-oauth2-jwt-bearer. */
  readonly auth?: unknown
  /** Set by express-session. */
  readonly session?: unknown
  /** Set by cookie-parser. */
  readonly cookies?: unknown
}

/** The part of an Express application that is read. */
export interface SettingsLike {
  get(setting: string): unknown
}

/** The part of a response that is read. */
export interface ResponseLike {
  readonly headersSent?: boolean | undefined
  readonly statusCode?: number | undefined
}

/** Continues with the next handler; the suite never passes an error. */
export type NextLike = (error?: unknown) => void

/** A middleware for Express 4 and 5. */
export type ContextMiddleware = (req: RequestLike, res: ResponseLike, next: NextLike) => void
