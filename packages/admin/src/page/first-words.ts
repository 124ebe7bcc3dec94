/** Which words stand on the page before its script has come? */
import type { Language } from '@rastro/core'

interface FirstWords {
  readonly heading: string
  readonly noScript: string
}

export const FIRST_WORDS: Readonly<Record<Language, FirstWords>> = {
  en: {
    heading: 'Audit trail',
    noScript: 'This page needs JavaScript. The audit trail can also be read by its HTTP API.',
  },
  'pt-BR': {
    heading: 'Trilha de auditoria',
    noScript:
      'Esta página precisa de JavaScript. A trilha de auditoria também pode ser lida pela API HTTP.',
  },
  'pt-PT': {
    heading: 'Registo de auditoria',
    noScript:
      'Esta página precisa de JavaScript. O registo de auditoria também pode ser lido pela API HTTP.',
  },
  ca: {
    heading: 'Registre d’auditoria',
    noScript:
      'Aquesta pàgina necessita JavaScript. El registre d’auditoria també es pot llegir amb l’API HTTP.',
  },
  es: {
    heading: 'Registro de auditoría',
    noScript:
      'Esta página necesita JavaScript. El registro de auditoría también se puede leer con la API HTTP.',
  },
}
