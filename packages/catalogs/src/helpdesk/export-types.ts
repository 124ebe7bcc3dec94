/** What leaves the account: backups, and the results of advanced searches with their filter. */
import { FILTERED_EXPORT_DETAILS } from './export-details.ts'
import type { FullTypes } from '../full-type.ts'

export const exportTypes: FullTypes = {
  'backup.requested': {
    place: 'backup',
    operation: 'request',
    severity: 'warning',
    label: {
      en: 'Backup requested',
      'pt-BR': 'Backup solicitado',
      'pt-PT': 'Cópia de segurança pedida',
      ca: 'Còpia de seguretat sol·licitada',
      es: 'Copia de seguridad solicitada',
    },
    sentence: {
      en: "{actor} requested a backup of the account's data",
      'pt-BR': '{actor} solicitou um backup dos dados da conta',
      'pt-PT': '{actor} pediu uma cópia de segurança dos dados da conta',
      ca: '{actor} ha sol·licitat una còpia de seguretat de les dades del compte',
      es: '{actor} solicitó una copia de seguridad de los datos de la cuenta',
    },
  },
  'search.default.exported': {
    place: 'search.default',
    operation: 'export',
    severity: 'notice',
    details: FILTERED_EXPORT_DETAILS,
    label: {
      en: 'Default advanced search exported',
      'pt-BR': 'Busca avançada padrão exportada',
      'pt-PT': 'Pesquisa avançada predefinida exportada',
      ca: 'Cerca avançada predeterminada exportada',
      es: 'Búsqueda avanzada predeterminada exportada',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {the results} one {# result} other {# results}} of a default advanced search',
      'pt-BR':
        '{actor} exportou {count, plural, none {os resultados} one {# resultado} many {# de resultados} other {# resultados}} de uma busca avançada padrão',
      'pt-PT':
        '{actor} exportou {count, plural, none {os resultados} one {# resultado} many {# de resultados} other {# resultados}} de uma pesquisa avançada predefinida',
      ca: "{actor} ha exportat {count, plural, none {els resultats} one {# resultat} many {# de resultats} other {# resultats}} d'una cerca avançada predeterminada",
      es: '{actor} exportó {count, plural, none {los resultados} one {# resultado} many {# de resultados} other {# resultados}} de una búsqueda avanzada predeterminada',
    },
  },
  'search.dynamic.exported': {
    place: 'search.dynamic',
    operation: 'export',
    severity: 'notice',
    details: FILTERED_EXPORT_DETAILS,
    label: {
      en: 'Dynamic advanced search exported',
      'pt-BR': 'Busca avançada dinâmica exportada',
      'pt-PT': 'Pesquisa avançada dinâmica exportada',
      ca: 'Cerca avançada dinàmica exportada',
      es: 'Búsqueda avanzada dinámica exportada',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {the results} one {# result} other {# results}} of a dynamic advanced search',
      'pt-BR':
        '{actor} exportou {count, plural, none {os resultados} one {# resultado} many {# de resultados} other {# resultados}} de uma busca avançada dinâmica',
      'pt-PT':
        '{actor} exportou {count, plural, none {os resultados} one {# resultado} many {# de resultados} other {# resultados}} de uma pesquisa avançada dinâmica',
      ca: "{actor} ha exportat {count, plural, none {els resultats} one {# resultat} many {# de resultats} other {# resultats}} d'una cerca avançada dinàmica",
      es: '{actor} exportó {count, plural, none {los resultados} one {# resultado} many {# de resultados} other {# resultados}} de una búsqueda avanzada dinámica',
    },
  },
}
