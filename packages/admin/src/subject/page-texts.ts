/** The words of the person's own page, in each language. */
import type { Language } from '@rastro/core'
import type { PageWords } from './page-words.ts'
import { ca } from './words/ca.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { ptBR } from './words/pt-br.ts'
import { ptPT } from './words/pt-pt.ts'

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en,
  'pt-BR': ptBR,
  'pt-PT': ptPT,
  ca,
  es,
}
