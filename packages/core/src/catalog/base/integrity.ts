/**
 * How does the audit tell of itself: of what it lost, dropped, found again and stored late?
 *
 * An audit trail with a hole that nobody can see is worse than one with a hole that it names.
 */
import type { EventTypeDefinition, OperationDefinition, PlaceDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

/** The place of the audit's own gaps and repairs: nobody can switch it off. */
export const integrityPlace: PlaceDefinition & { readonly label: FullLabels } = {
  label: {
    en: 'Audit integrity',
    'pt-BR': 'Integridade da Auditoria',
    'pt-PT': 'Integridade da auditoria',
    ca: "Integritat de l'auditoria",
    es: 'Integridad de la auditoría',
  },
  operations: ['gap', 'repair', 'state'],
  mandatory: true,
  category: 'audit',
  section: {
    en: 'Administration',
    'pt-BR': 'Administração',
    'pt-PT': 'Administração',
    ca: 'Administració',
    es: 'Administración',
  },
}

type FullOperation = OperationDefinition & {
  readonly label: FullLabels
  readonly sentence: FullLabels
}

export const integrityOperations: Readonly<Record<'gap' | 'repair', FullOperation>> = {
  gap: {
    label: { en: 'Gap', 'pt-BR': 'Lacuna', 'pt-PT': 'Lacuna', ca: 'Llacuna', es: 'Laguna' },
    sentence: {
      en: 'The audit found a gap in {place}',
      'pt-BR': 'A auditoria encontrou uma lacuna em {place}',
      'pt-PT': 'A auditoria encontrou uma lacuna em {place}',
      ca: "L'auditoria ha trobat una llacuna a {place}",
      es: 'La auditoría encontró una laguna en {place}',
    },
  },
  repair: {
    label: {
      en: 'Repair',
      'pt-BR': 'Reparo',
      'pt-PT': 'Reparação',
      ca: 'Reparació',
      es: 'Reparación',
    },
    sentence: {
      en: 'The audit repaired itself in {place}',
      'pt-BR': 'A auditoria se reparou em {place}',
      'pt-PT': 'A auditoria reparou-se em {place}',
      ca: "L'auditoria s'ha reparat a {place}",
      es: 'La auditoría se reparó en {place}',
    },
  },
}

type FullType = EventTypeDefinition & { readonly label: FullLabels; readonly sentence: FullLabels }

export const integrityTypes: Readonly<Record<string, FullType>> = {
  'audit.integrity.replayed': {
    place: 'audit.integrity',
    operation: 'repair',
    severity: 'notice',
    details: { events: 'number' },
    label: {
      en: 'Events of an earlier process stored',
      'pt-BR': 'Eventos de um processo anterior gravados',
      'pt-PT': 'Eventos de um processo anterior gravados',
      ca: "Esdeveniments d'un procés anterior desats",
      es: 'Eventos de un proceso anterior guardados',
    },
    sentence: {
      en: 'Stored late, from the disk of an earlier process: {details.events, plural, none {events} one {# event} other {# events}}',
      'pt-BR':
        'Gravação tardia, do disco de um processo anterior: {details.events, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
      'pt-PT':
        'Gravação tardia, do disco de um processo anterior: {details.events, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
      ca: 'Desament tardà, del disc d’un procés anterior: {details.events, plural, none {esdeveniments} one {# esdeveniment} many {# d’esdeveniments} other {# esdeveniments}}',
      es: 'Guardado tardío, del disco de un proceso anterior: {details.events, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
    },
  },
  'audit.integrity.recovered': {
    place: 'audit.integrity',
    operation: 'repair',
    severity: 'notice',
    details: { recorded: 'number', neverHappened: 'number', unknown: 'number' },
    label: {
      en: 'Writes of an earlier process looked into',
      'pt-BR': 'Gravações de um processo anterior verificadas',
      'pt-PT': 'Escritas de um processo anterior verificadas',
      ca: "Escriptures d'un procés anterior comprovades",
      es: 'Escrituras de un proceso anterior comprobadas',
    },
    sentence: {
      en: 'Recovered after a crash, with their events: {details.recorded, plural, none {writes} one {# write} other {# writes}}',
      'pt-BR':
        'Recuperação após uma queda, com seus eventos: {details.recorded, plural, none {gravações} one {# gravação} many {# de gravações} other {# gravações}}',
      'pt-PT':
        'Recuperação após uma falha, com os seus eventos: {details.recorded, plural, none {escritas} one {# escrita} many {# de escritas} other {# escritas}}',
      ca: 'Recuperació després d’una caiguda, amb els seus esdeveniments: {details.recorded, plural, none {escriptures} one {# escriptura} many {# d’escriptures} other {# escriptures}}',
      es: 'Recuperación tras una caída, con sus eventos: {details.recorded, plural, none {escrituras} one {# escritura} many {# de escrituras} other {# escrituras}}',
    },
  },
  'audit.integrity.dropped': {
    place: 'audit.integrity',
    operation: 'gap',
    severity: 'warning',
    details: { count: 'number', from: 'date', until: 'date' },
    label: {
      en: 'Events dropped',
      'pt-BR': 'Eventos descartados',
      'pt-PT': 'Eventos descartados',
      ca: 'Esdeveniments descartats',
      es: 'Eventos descartados',
    },
    sentence: {
      en: 'Dropped under pressure, from the class telemetry: {details.count, plural, none {events} one {# event} other {# events}}',
      'pt-BR':
        'Descarte por excesso de carga, da classe telemetry: {details.count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
      'pt-PT':
        'Descarte por excesso de carga, da classe telemetry: {details.count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
      ca: 'Descart per excés de càrrega, de la classe telemetry: {details.count, plural, none {esdeveniments} one {# esdeveniment} many {# d’esdeveniments} other {# esdeveniments}}',
      es: 'Descarte por exceso de carga, de la clase telemetry: {details.count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}}',
    },
  },
  'audit.integrity.gap': {
    place: 'audit.integrity',
    operation: 'gap',
    severity: 'warning',
    // What the gap is in, as far as it is known: ids and names of collections, never values.
    details: {
      because: 'string',
      count: 'number?',
      from: 'date?',
      until: 'date?',
      namespace: 'string?',
      call: 'string?',
    },
    label: {
      en: 'Gap recorded',
      'pt-BR': 'Lacuna registrada',
      'pt-PT': 'Lacuna registada',
      ca: 'Llacuna registrada',
      es: 'Laguna registrada',
    },
    sentence: {
      en: 'Events may be missing{details.namespace, select, none {} other { ({details.namespace})}}{details.because, select, none {} other {: {details.because}}}',
      'pt-BR':
        'Podem faltar eventos{details.namespace, select, none {} other { ({details.namespace})}}{details.because, select, none {} other {: {details.because}}}',
      'pt-PT':
        'Podem faltar eventos{details.namespace, select, none {} other { ({details.namespace})}}{details.because, select, none {} other {: {details.because}}}',
      ca: 'Poden faltar esdeveniments{details.namespace, select, none {} other { ({details.namespace})}}{details.because, select, none {} other {: {details.because}}}',
      es: 'Pueden faltar eventos{details.namespace, select, none {} other { ({details.namespace})}}{details.because, select, none {} other {: {details.because}}}',
    },
  },
}
