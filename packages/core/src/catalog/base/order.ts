/** How does the audit tell that the order of its events has a gap? */
import type { EventTypeDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

type FullType = EventTypeDefinition & { readonly label: FullLabels; readonly sentence: FullLabels }

export const orderTypes: Readonly<Record<'audit.integrity.order-lost', FullType>> = {
  'audit.integrity.order-lost': {
    place: 'audit.integrity',
    operation: 'gap',
    severity: 'warning',
    // Events since then may have numbers in another order than that of their commits.
    details: { reason: 'string', since: 'date', bucket: 'number' },
    label: {
      en: 'Order of events interrupted',
      'pt-BR': 'Ordem dos eventos interrompida',
      'pt-PT': 'Ordem dos eventos interrompida',
      ca: 'Ordre dels esdeveniments interromput',
      es: 'Orden de los eventos interrumpido',
    },
    sentence: {
      en: 'The order in which events were stored is not known for a time; every event was searched for and numbered',
      'pt-BR':
        'A ordem em que os eventos foram gravados não é conhecida por um período; todos os eventos foram procurados e numerados',
      'pt-PT':
        'A ordem em que os eventos foram gravados não é conhecida durante um período; todos os eventos foram procurados e numerados',
      ca: 'L’ordre en què es van desar els esdeveniments no es coneix durant un període; tots els esdeveniments s’han cercat i numerat',
      es: 'El orden en que se guardaron los eventos no se conoce durante un período; todos los eventos se buscaron y numeraron',
    },
  },
}
