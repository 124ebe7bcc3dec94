/** How does the audit tell of what it found beside it: of the changes that had no event? */
import type { EventTypeDefinition, OperationDefinition, PlaceDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

/** The place of statements about the log as a whole: nobody can switch it off. */
export const completenessPlace: PlaceDefinition & { readonly label: FullLabels } = {
  label: {
    en: 'Audit completeness',
    'pt-BR': 'Completude da Auditoria',
    'pt-PT': 'Completude da auditoria',
    ca: "Completesa de l'auditoria",
    es: 'Completitud de la auditoría',
  },
  operations: ['state', 'repair'],
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

export const completenessOperations: Readonly<Record<'state', FullOperation>> = {
  state: {
    label: {
      en: 'Statement',
      'pt-BR': 'Declaração',
      'pt-PT': 'Declaração',
      ca: 'Declaració',
      es: 'Declaración',
    },
    sentence: {
      en: 'The audit stated something of {place}',
      'pt-BR': 'A auditoria fez uma declaração em {place}',
      'pt-PT': 'A auditoria fez uma declaração em {place}',
      ca: "L'auditoria ha fet una declaració a {place}",
      es: 'La auditoría hizo una declaración en {place}',
    },
  },
}

type FullType = EventTypeDefinition & { readonly label: FullLabels; readonly sentence: FullLabels }

export const completenessTypes: Readonly<Record<string, FullType>> = {
  'audit.completeness.started': {
    place: 'audit.completeness',
    operation: 'state',
    severity: 'notice',
    // Changes before `since` are not compared with anything.
    details: { database: 'string', namespaces: 'strings', since: 'date' },
    label: {
      en: 'Watching begun',
      'pt-BR': 'Monitoramento iniciado',
      'pt-PT': 'Monitorização iniciada',
      ca: 'Vigilància iniciada',
      es: 'Vigilancia iniciada',
    },
    sentence: {
      en: 'From now on the changes of {details.database} are compared with the audit trail',
      'pt-BR':
        'A partir de agora as alterações de {details.database} são comparadas com a trilha de auditoria',
      'pt-PT':
        'A partir de agora as alterações de {details.database} são comparadas com o registo de auditoria',
      ca: "A partir d'ara els canvis de {details.database} es comparen amb el registre d'auditoria",
      es: 'Desde ahora los cambios de {details.database} se comparan con el registro de auditoría',
    },
  },
  'audit.completeness.stated': {
    place: 'audit.completeness',
    operation: 'state',
    details: {
      database: 'string',
      from: 'date',
      until: 'date',
      seen: 'number',
      audited: 'number',
      outOfBand: 'number',
      exempt: 'number',
      gaps: 'number',
    },
    label: {
      en: 'Completeness stated',
      'pt-BR': 'Completude declarada',
      'pt-PT': 'Completude declarada',
      ca: 'Completesa declarada',
      es: 'Completitud declarada',
    },
    sentence: {
      en: 'Changes seen: {details.seen}; audited: {details.audited}; out of band: {details.outOfBand}; gaps: {details.gaps}',
      'pt-BR':
        'Alterações vistas: {details.seen}; auditadas: {details.audited}; fora da auditoria: {details.outOfBand}; lacunas: {details.gaps}',
      'pt-PT':
        'Alterações vistas: {details.seen}; auditadas: {details.audited}; fora da auditoria: {details.outOfBand}; lacunas: {details.gaps}',
      ca: "Canvis vistos: {details.seen}; auditats: {details.audited}; fora de l'auditoria: {details.outOfBand}; llacunes: {details.gaps}",
      es: 'Cambios vistos: {details.seen}; auditados: {details.audited}; fuera de la auditoría: {details.outOfBand}; lagunas: {details.gaps}',
    },
  },
  'audit.completeness.reconciled': {
    place: 'audit.completeness',
    operation: 'repair',
    severity: 'notice',
    // Ids of events: the one in nobody's name, and the one that takes its place.
    details: { outOfBand: 'string', event: 'string' },
    label: {
      en: 'Event came late',
      'pt-BR': 'Evento chegou com atraso',
      'pt-PT': 'Evento chegou com atraso',
      ca: 'Esdeveniment arribat tard',
      es: 'Evento llegado tarde',
    },
    sentence: {
      en: 'The change of {target} was audited after all: event {details.event} takes the place of {details.outOfBand}',
      'pt-BR':
        'A alteração de {target} foi auditada: o evento {details.event} substitui {details.outOfBand}',
      'pt-PT':
        'A alteração de {target} foi auditada: o evento {details.event} substitui {details.outOfBand}',
      ca: "El canvi de {target} s'havia auditat: l'esdeveniment {details.event} substitueix {details.outOfBand}",
      es: 'El cambio de {target} sí se auditó: el evento {details.event} sustituye a {details.outOfBand}',
    },
  },
}
