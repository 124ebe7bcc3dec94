/** How does the audit tell of what it found beside it: of the changes that had no event? */
import type { EventTypeDefinition, OperationDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

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
    place: 'audit.integrity',
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
      en: 'Changes are compared with the audit trail from now on{details.database, select, none {} other {: {details.database}}}',
      'pt-BR':
        'A partir de agora as alterações são comparadas com a trilha de auditoria{details.database, select, none {} other {: {details.database}}}',
      'pt-PT':
        'A partir de agora as alterações são comparadas com o registo de auditoria{details.database, select, none {} other {: {details.database}}}',
      ca: "A partir d'ara els canvis es comparen amb el registre d'auditoria{details.database, select, none {} other {: {details.database}}}",
      es: 'Desde ahora los cambios se comparan con el registro de auditoría{details.database, select, none {} other {: {details.database}}}',
    },
  },
  'audit.completeness.stated': {
    place: 'audit.integrity',
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
      en: 'Changes were compared with the audit trail{details.seen, select, none {} other {: {details.seen} seen, {details.audited} audited, {details.outOfBand} out of band, {details.gaps} gaps}}',
      'pt-BR':
        'As alterações foram comparadas com a trilha de auditoria{details.seen, select, none {} other {: {details.seen} vistas, {details.audited} auditadas, {details.outOfBand} fora da auditoria, {details.gaps} lacunas}}',
      'pt-PT':
        'As alterações foram comparadas com o registo de auditoria{details.seen, select, none {} other {: {details.seen} vistas, {details.audited} auditadas, {details.outOfBand} fora da auditoria, {details.gaps} lacunas}}',
      ca: "Els canvis s'han comparat amb el registre d'auditoria{details.seen, select, none {} other {: {details.seen} vistos, {details.audited} auditats, {details.outOfBand} fora de l'auditoria, {details.gaps} llacunes}}",
      es: 'Los cambios se compararon con el registro de auditoría{details.seen, select, none {} other {: {details.seen} vistos, {details.audited} auditados, {details.outOfBand} fuera de la auditoría, {details.gaps} lagunas}}',
    },
  },
  'audit.completeness.reconciled': {
    place: 'audit.integrity',
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
      en: 'The event of a change came late: {target}',
      'pt-BR': 'O evento de uma alteração chegou com atraso: {target}',
      'pt-PT': 'O evento de uma alteração chegou com atraso: {target}',
      ca: "L'esdeveniment d'un canvi ha arribat tard: {target}",
      es: 'El evento de un cambio llegó tarde: {target}',
    },
  },
}
