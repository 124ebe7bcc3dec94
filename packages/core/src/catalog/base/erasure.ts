/**
 * What does the log say of persons who were forgotten, and of those who must not be?
 *
 * Nobody may destroy what can be read of somebody without leaving a trace: the place is mandatory.
 */
import type { EventTypeDefinition, OperationDefinition, PlaceDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

/** Erasures and legal holds. */
export const erasurePlace: PlaceDefinition & { readonly label: FullLabels } = {
  label: {
    en: 'Erasure of personal data',
    'pt-BR': 'Eliminação de dados pessoais',
    'pt-PT': 'Apagamento de dados pessoais',
    ca: 'Supressió de dades personals',
    es: 'Supresión de datos personales',
  },
  operations: ['erase', 'hold'],
  mandatory: true,
  category: 'audit',
  section: {
    en: 'Privacy',
    'pt-BR': 'Privacidade',
    'pt-PT': 'Privacidade',
    ca: 'Privadesa',
    es: 'Privacidad',
  },
}

type FullOperation = OperationDefinition & {
  readonly label: FullLabels
  readonly sentence: FullLabels
}

export const erasureOperations: Readonly<Record<'erase' | 'hold', FullOperation>> = {
  erase: {
    label: {
      en: 'Erasure',
      'pt-BR': 'Eliminação de dados',
      'pt-PT': 'Apagamento',
      ca: 'Supressió de dades',
      es: 'Supresión de datos',
    },
    sentence: {
      en: '{actor} erased personal data',
      'pt-BR': '{actor} eliminou dados pessoais',
      'pt-PT': '{actor} apagou dados pessoais',
      ca: '{actor} ha suprimit dades personals',
      es: '{actor} suprimió datos personales',
    },
  },
  hold: {
    label: {
      en: 'Legal hold',
      'pt-BR': 'Retenção legal',
      'pt-PT': 'Retenção legal',
      ca: 'Retenció legal',
      es: 'Retención legal',
    },
    sentence: {
      en: '{actor} changed a legal hold',
      'pt-BR': '{actor} alterou uma retenção legal',
      'pt-PT': '{actor} alterou uma retenção legal',
      ca: '{actor} ha canviat una retenció legal',
      es: '{actor} cambió una retención legal',
    },
  },
}

type FullType = EventTypeDefinition & { readonly label: FullLabels; readonly sentence: FullLabels }

export const erasureTypes: Readonly<Record<string, FullType>> = {
  'audit.privacy.erased': {
    place: 'audit.privacy',
    operation: 'erase',
    severity: 'warning',
    details: {
      method: 'string',
      events: 'number',
      keysDestroyed: 'number',
      tokensRemoved: 'number',
      unsealed: 'number',
      viewsOf: 'number?',
      sharedWith: 'strings?',
      backupsUntil: 'date?',
    },
    label: {
      en: 'Personal data erased',
      'pt-BR': 'Dados pessoais eliminados',
      'pt-PT': 'Dados pessoais apagados',
      ca: 'Dades personals suprimides',
      es: 'Datos personales suprimidos',
    },
    sentence: {
      en: '{actor} erased the personal data of one person in {details.events, plural, none {the log} one {# event} other {# events}}',
      'pt-BR':
        '{actor} eliminou os dados pessoais de uma pessoa em {details.events, plural, none {toda a trilha} one {# evento} many {# de eventos} other {# eventos}}',
      'pt-PT':
        '{actor} apagou os dados pessoais de uma pessoa em {details.events, plural, none {todo o registo} one {# evento} many {# de eventos} other {# eventos}}',
      ca: '{actor} ha suprimit les dades personals d’una persona en {details.events, plural, none {tot el registre} one {# esdeveniment} many {# d’esdeveniments} other {# esdeveniments}}',
      es: '{actor} suprimió los datos personales de una persona en {details.events, plural, none {todo el registro} one {# evento} many {# de eventos} other {# eventos}}',
    },
  },
  'audit.privacy.held': {
    place: 'audit.privacy',
    operation: 'hold',
    severity: 'notice',
    label: {
      en: 'Legal hold placed',
      'pt-BR': 'Retenção legal iniciada',
      'pt-PT': 'Retenção legal iniciada',
      ca: 'Retenció legal iniciada',
      es: 'Retención legal iniciada',
    },
    sentence: {
      en: '{actor} placed the data of one person under a legal hold',
      'pt-BR': '{actor} colocou os dados de uma pessoa sob retenção legal',
      'pt-PT': '{actor} colocou os dados de uma pessoa sob retenção legal',
      ca: '{actor} ha posat les dades d’una persona sota retenció legal',
      es: '{actor} puso los datos de una persona bajo retención legal',
    },
  },
  'audit.privacy.released': {
    place: 'audit.privacy',
    operation: 'hold',
    severity: 'notice',
    label: {
      en: 'Legal hold ended',
      'pt-BR': 'Retenção legal encerrada',
      'pt-PT': 'Retenção legal terminada',
      ca: 'Retenció legal acabada',
      es: 'Retención legal terminada',
    },
    sentence: {
      en: '{actor} ended the legal hold on the data of one person',
      'pt-BR': '{actor} encerrou a retenção legal dos dados de uma pessoa',
      'pt-PT': '{actor} terminou a retenção legal dos dados de uma pessoa',
      ca: '{actor} ha acabat la retenció legal de les dades d’una persona',
      es: '{actor} terminó la retención legal de los datos de una persona',
    },
  },
}
