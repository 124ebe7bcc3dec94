/** What happens to the account and its agents; both places are mandatory. */
import { EXPORT_DETAILS } from './export-details.ts'
import type { FullTypes } from '../full-type.ts'

export const accountTypes: FullTypes = {
  'account.updated': {
    place: 'account',
    operation: 'update',
    severity: 'notice',
    label: {
      en: 'Company data changed',
      'pt-BR': 'Dados da empresa alterados',
      'pt-PT': 'Dados da empresa alterados',
      ca: "Dades de l'empresa modificades",
      es: 'Datos de la empresa modificados',
    },
    sentence: {
      en: '{actor} changed the company data',
      'pt-BR': '{actor} alterou os dados da empresa',
      'pt-PT': '{actor} alterou os dados da empresa',
      ca: "{actor} ha modificat les dades de l'empresa",
      es: '{actor} modificó los datos de la empresa',
    },
  },
  'agents.created': {
    place: 'agents',
    operation: 'create',
    severity: 'notice',
    label: {
      en: 'Agent created',
      'pt-BR': 'Atendente criado',
      'pt-PT': 'Agente criado',
      ca: 'Agent creat',
      es: 'Agente creado',
    },
    sentence: {
      en: '{actor} created {count, plural, none {the agent {record}} one {# agent} other {# agents}}',
      'pt-BR':
        '{actor} criou {count, plural, none {o atendente {record}} one {# atendente} many {# de atendentes} other {# atendentes}}',
      'pt-PT':
        '{actor} criou {count, plural, none {o agente {record}} one {# agente} many {# de agentes} other {# agentes}}',
      ca: "{actor} ha creat {count, plural, none {l'agent {record}} one {# agent} many {# d'agents} other {# agents}}",
      es: '{actor} creó {count, plural, none {el agente {record}} one {# agente} many {# de agentes} other {# agentes}}',
    },
  },
  'agents.updated': {
    place: 'agents',
    operation: 'update',
    severity: 'notice',
    label: {
      en: 'Agent changed',
      'pt-BR': 'Atendente alterado',
      'pt-PT': 'Agente alterado',
      ca: 'Agent modificat',
      es: 'Agente modificado',
    },
    sentence: {
      en: '{actor} changed {count, plural, none {the agent {record}} one {# agent} other {# agents}}',
      'pt-BR':
        '{actor} alterou {count, plural, none {o atendente {record}} one {# atendente} many {# de atendentes} other {# atendentes}}',
      'pt-PT':
        '{actor} alterou {count, plural, none {o agente {record}} one {# agente} many {# de agentes} other {# agentes}}',
      ca: "{actor} ha modificat {count, plural, none {l'agent {record}} one {# agent} many {# d'agents} other {# agents}}",
      es: '{actor} modificó {count, plural, none {el agente {record}} one {# agente} many {# de agentes} other {# agentes}}',
    },
  },
  'agents.deleted': {
    place: 'agents',
    operation: 'delete',
    severity: 'warning',
    label: {
      en: 'Agent deleted',
      'pt-BR': 'Atendente excluído',
      'pt-PT': 'Agente eliminado',
      ca: 'Agent suprimit',
      es: 'Agente eliminado',
    },
    sentence: {
      en: '{actor} deleted the agent {record}',
      'pt-BR': '{actor} excluiu o atendente {record}',
      'pt-PT': '{actor} eliminou o agente {record}',
      ca: "{actor} ha suprimit l'agent {record}",
      es: '{actor} eliminó el agente {record}',
    },
  },
  'agents.bulk-deleted': {
    place: 'agents',
    operation: 'bulk-delete',
    severity: 'critical',
    label: {
      en: 'Agents deleted in bulk',
      'pt-BR': 'Atendentes excluídos em lote',
      'pt-PT': 'Agentes eliminados em lote',
      ca: 'Agents suprimits en bloc',
      es: 'Agentes eliminados en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the agent {record}} one {# agent} other {# agents}} in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o atendente {record}} one {# atendente} many {# de atendentes} other {# atendentes}} em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o agente {record}} one {# agente} many {# de agentes} other {# agentes}} em lote',
      ca: "{actor} ha suprimit {count, plural, none {l'agent {record}} one {# agent} many {# d'agents} other {# agents}} en bloc",
      es: '{actor} eliminó {count, plural, none {el agente {record}} one {# agente} many {# de agentes} other {# agentes}} en bloque',
    },
  },
  'agents.exported': {
    place: 'agents',
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    details: EXPORT_DETAILS,
    label: {
      en: 'Agents exported',
      'pt-BR': 'Atendentes exportados',
      'pt-PT': 'Agentes exportados',
      ca: 'Agents exportats',
      es: 'Agentes exportados',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {agents} one {# agent} other {# agents}}',
      'pt-BR':
        '{actor} exportou {count, plural, none {atendentes} one {# atendente} many {# de atendentes} other {# atendentes}}',
      'pt-PT':
        '{actor} exportou {count, plural, none {agentes} one {# agente} many {# de agentes} other {# agentes}}',
      ca: "{actor} ha exportat {count, plural, none {agents} one {# agent} many {# d'agents} other {# agents}}",
      es: '{actor} exportó {count, plural, none {agentes} one {# agente} many {# de agentes} other {# agentes}}',
    },
  },
}
