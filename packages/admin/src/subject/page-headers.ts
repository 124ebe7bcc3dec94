/** Under which rules does the person's own page run? It has no script, so that none may run. */
import type { Language } from '@rastro/core'
import { PAGE_HEADERS } from '../http/headers.ts'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export function subjectPageHeaders(language: Language): Readonly<Record<string, string>> {
  return {
    ...PAGE_HEADERS,
    // Somebody else may sit at this browser next.
    'Cache-Control': 'no-store',
    'Content-Language': language,
    'Content-Security-Policy': POLICY,
    // A link's token must not be told to where its page leads.
    'Referrer-Policy': 'no-referrer',
  }
}
