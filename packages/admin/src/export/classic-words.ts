/**
 * What stands over the columns of the preset `classic`, in each language?
 *
 * Without accents, as in the document that asks for them: whoever reads such files by program
 * compares these words.
 */
import type { FullLabels } from '@rastro/core'

/** The columns, in their order. */
export const CLASSIC_LABELS: readonly FullLabels[] = [
  {
    en: 'Timestamp',
    'pt-BR': 'Timestamp',
    'pt-PT': 'Timestamp',
    ca: 'Timestamp',
    es: 'Timestamp',
  },
  { en: 'User', 'pt-BR': 'Usuario', 'pt-PT': 'Utilizador', ca: 'Usuari', es: 'Usuario' },
  { en: 'Action', 'pt-BR': 'Acao', 'pt-PT': 'Acao', ca: 'Accio', es: 'Accion' },
  { en: 'Details', 'pt-BR': 'Detalhes', 'pt-PT': 'Detalhes', ca: 'Detalls', es: 'Detalles' },
  { en: 'IP', 'pt-BR': 'IP', 'pt-PT': 'IP', ca: 'IP', es: 'IP' },
  { en: 'Status', 'pt-BR': 'Status', 'pt-PT': 'Estado', ca: 'Estat', es: 'Estado' },
]

/** What a change of settings is called, whatever was done to them. */
export const SETTINGS_ACTION: FullLabels = {
  en: 'Config',
  'pt-BR': 'Config',
  'pt-PT': 'Config',
  ca: 'Config',
  es: 'Config',
}

/** Stands in file names. */
export const FILE_WORDS: FullLabels = {
  en: 'audit-trail',
  'pt-BR': 'trilha-de-auditoria',
  'pt-PT': 'registo-de-auditoria',
  ca: 'registre-d-auditoria',
  es: 'registro-de-auditoria',
}

/** `Exportação` reads `Exportacao`. */
export function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{Mn}/gu, '')
}
