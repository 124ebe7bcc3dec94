/**
 * How does the page say something in the reader's language?
 *
 * Sentences are whole messages with named slots, never joined from parts: order and gender differ.
 * English is the type of every other catalogue, so a missing or extra key does not compile.
 */
import type { en } from '../locales/en/index.ts'

/** Forms by CLDR plural category; `other` is always there. */
export interface PluralForms {
  readonly zero?: string
  readonly one?: string
  readonly two?: string
  readonly few?: string
  readonly many?: string
  readonly other: string
}

/** The keys of an English catalogue with texts of another language. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : PluralForms
}

export type MessageKey = keyof typeof en

/** Values of a message's slots; `n` also chooses the plural form. */
export type Slots = Readonly<Record<string, string | number>>

const LOADERS: Readonly<Record<string, () => Promise<Translation<typeof en>>>> = {
  en: async () => (await import('../locales/en/index.ts')).en,
  'pt-BR': async () => (await import('../locales/pt-BR/index.ts')).ptBR,
  'pt-PT': async () => (await import('../locales/pt-PT/index.ts')).ptPT,
  ca: async () => (await import('../locales/ca/index.ts')).ca,
  es: async () => (await import('../locales/es/index.ts')).es,
}

/** Own names of the languages, in which one looks for one's own. */
export const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  en: 'English',
  'pt-BR': 'Português (Brasil)',
  'pt-PT': 'Português (Portugal)',
  ca: 'Català',
  es: 'Español',
}

const current = document.documentElement.lang
let messages: Readonly<Record<string, string | PluralForms>> = {}
let plurals: Intl.PluralRules
let numbers: Intl.NumberFormat

/** The page's language, as a BCP 47 tag. */
export function language(): string {
  return current
}

/** Loads the texts; nothing is rendered before. */
export async function loadCatalogue(): Promise<void> {
  const load = LOADERS[current] ?? LOADERS['en']
  plurals = new Intl.PluralRules(current)
  numbers = new Intl.NumberFormat(current)
  messages = load === undefined ? {} : await load()
}

/** The message of a key, its slots filled. */
export function t(key: MessageKey, slots: Slots = {}): string {
  const message = messages[key]
  if (message === undefined) return key
  const text = typeof message === 'string' ? message : formOf(message, slots['n'])
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = slots[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numbers.format(value) : value
  })
}

function formOf(forms: PluralForms, n: string | number | undefined): string {
  const category = plurals.select(Number(n ?? 0))
  return forms[category] ?? forms.other
}
