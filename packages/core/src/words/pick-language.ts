/** Which of the suite's languages does a reader want? */
import { LANGUAGES } from '../catalog/labels.ts'
import type { Language } from '../catalog/labels.ts'

// Real browsers send well under a hundred; the header is whatever the other side likes.
const MAX_CHARACTERS = 1_000

/**
 * Returns the suite's language that fits an `Accept-Language` header, or a single language tag.
 *
 * `pt` alone is Brazilian, other countries' Portuguese is European, and a region that the suite
 * has no texts for gets its language's: `ca-ES` is `ca`, `es-419` is `es`.
 *
 * @param wanted - The header or tag; anything unreadable counts as not said.
 * @param fallback - What a reader gets whose languages the suite does not speak.
 * @see RFC 9110, section 12.5.4, for the header; Unicode CLDR, `parentLocales`, for Portuguese.
 *
 * @example
 * ```ts
 * pickLanguage('de, pt;q=0.8, en;q=0.5', 'en') // 'pt-BR'
 * ```
 */
export function pickLanguage(wanted: string | undefined, fallback: Language = 'en'): Language {
  if (typeof wanted !== 'string') return fallback
  let best: Language | undefined
  let bestQuality = 0
  for (const item of wanted.slice(0, MAX_CHARACTERS).split(',')) {
    const [tag = '', ...parameters] = item.split(';')
    const quality = qualityOf(parameters)
    const language = tag.trim() === '*' ? fallback : tryLanguage(tag)
    // Strictly greater: among equals the header's own order decides.
    if (language === undefined || quality <= bestQuality) continue
    best = language
    bestQuality = quality
  }
  return best ?? fallback
}

function qualityOf(parameters: readonly string[]): number {
  const [, given] = /^\s*q\s*=\s*(\d(?:\.\d*)?)\s*$/i.exec(parameters[0] ?? '') ?? []
  if (given === undefined) return parameters.length === 0 ? 1 : 0
  return Math.min(1, Number(given))
}

function tryLanguage(tag: string): Language | undefined {
  const wanted = tag.trim().replaceAll('_', '-').toLowerCase()
  const exact = LANGUAGES.find((language) => language.toLowerCase() === wanted)
  if (exact !== undefined) return exact
  const [primary, ...rest] = wanted.split('-')
  if (primary !== 'pt') return LANGUAGES.find((language) => language === primary)
  return rest.length === 0 || rest.includes('br') ? 'pt-BR' : 'pt-PT'
}
