/**
 * What does a handler see of a request, and what does it give back?
 *
 * Plain data and no framework: `express.ts` is the one file that knows Express.
 */
import type { ExportResponse, JsonValue } from '@rastro/core'

export interface AdminRequest {
  /** Upper case. */
  readonly method: string
  /** Path below the mount, as sent: starts with a slash and is not decoded. */
  readonly path: string
  /** What follows the question mark, as sent. */
  readonly search: string
  /** Path as the browser sees it, mount included, as sent. */
  readonly fullPath: string
  /** Address of the connection's other end, for telling nameless visitors apart. */
  readonly remoteAddress: string
  /** First value of a header; the name in lower case. */
  header(name: string): string | undefined
  /** The host's name as the application's proxy settings give it, without its port. */
  readonly hostname: string | undefined
  /**
   * The body as JSON, whether or not somebody parsed it before.
   * @throws AuditError `AUDIT_REQUEST_INVALID`
   */
  json(): Promise<unknown>
  /**
   * The fields of a form, whether or not somebody parsed it before; of several of one name the first.
   * @throws AuditError `AUDIT_REQUEST_INVALID`
   */
  form(): Promise<ReadonlyMap<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Set beside those that the application sets. */
  readonly cookies?: readonly string[]
  /** JSON, a page, or a file, small or of any length; absent for answers without a body. */
  readonly body?:
    | { readonly json: JsonValue }
    | { readonly html: string }
    | { readonly bytes: Uint8Array }
    /** Writes itself, and has to be called in every case: it holds what it writes from. */
    | { readonly send: (response: ExportResponse) => Promise<void> }
  /** Its headers are complete although it has no body: none of the API's are added. */
  readonly plain?: true
}

export function jsonAnswer(
  status: number,
  json: JsonValue,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers, body: { json } }
}
