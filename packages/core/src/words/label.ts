/** Which of a label's texts does a reader of this language get? */
import type { Labels, Language } from '../catalog/labels.ts'

/**
 * Returns the text in the reader's language, else in the nearest one that exists.
 *
 * @param labels - The texts, of which only English is sure to be there.
 * @param language - The reader's language.
 *
 * @example
 * ```ts
 * label({ en: 'Orders', 'pt-BR': 'Pedidos' }, 'pt-PT') // 'Pedidos'
 * ```
 */
export function label(labels: Labels, language: Language): string {
  return textFor(labels, language).text
}

/** A text and the language that it is in: its numbers and plurals must follow that one. */
export interface TextInLanguage {
  readonly text: string
  readonly language: Language
}

/** The same with the language that the text turned out to be in. */
export function textFor(labels: Labels, language: Language): TextInLanguage {
  for (const candidate of [language, ...NEAREST[language]]) {
    const text = labels[candidate]
    if (text !== undefined) return { text, language: candidate }
  }
  return { text: labels.en, language: 'en' }
}

// The two kinds of Portuguese read each other's. A Catalan reader gets English and not Spanish:
// which second language someone reads is theirs to choose.
const NEAREST: Readonly<Record<Language, readonly Language[]>> = {
  en: [],
  'pt-BR': ['pt-PT'],
  'pt-PT': ['pt-BR'],
  ca: [],
  es: [],
}
