/** What happens to clients, and to the clients of chats. */
import { EXPORT_DETAILS } from './export-details.ts'
import type { FullTypes } from '../full-type.ts'

export const clientTypes: FullTypes = {
  'clients.created': {
    place: 'clients',
    operation: 'create',
    label: {
      en: 'Client created',
      'pt-BR': 'Cliente criado',
      'pt-PT': 'Cliente criado',
      ca: 'Client creat',
      es: 'Cliente creado',
    },
    sentence: {
      en: '{actor} created {count, plural, none {the client {record}} one {# client} other {# clients}}',
      'pt-BR':
        '{actor} criou {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
      'pt-PT':
        '{actor} criou {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
      ca: '{actor} ha creat {count, plural, none {el client {record}} one {# client} many {# de clients} other {# clients}}',
      es: '{actor} creó {count, plural, none {el cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
    },
  },
  'clients.updated': {
    place: 'clients',
    operation: 'update',
    label: {
      en: 'Client changed',
      'pt-BR': 'Cliente alterado',
      'pt-PT': 'Cliente alterado',
      ca: 'Client modificat',
      es: 'Cliente modificado',
    },
    sentence: {
      en: '{actor} changed {count, plural, none {the client {record}} one {# client} other {# clients}}',
      'pt-BR':
        '{actor} alterou {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
      'pt-PT':
        '{actor} alterou {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
      ca: '{actor} ha modificat {count, plural, none {el client {record}} one {# client} many {# de clients} other {# clients}}',
      es: '{actor} modificó {count, plural, none {el cliente {record}} one {# cliente} many {# de clientes} other {# clientes}}',
    },
  },
  'clients.deleted': {
    place: 'clients',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Client deleted',
      'pt-BR': 'Cliente excluído',
      'pt-PT': 'Cliente eliminado',
      ca: 'Client suprimit',
      es: 'Cliente eliminado',
    },
    sentence: {
      en: '{actor} deleted the client {record}',
      'pt-BR': '{actor} excluiu o cliente {record}',
      'pt-PT': '{actor} eliminou o cliente {record}',
      ca: '{actor} ha suprimit el client {record}',
      es: '{actor} eliminó el cliente {record}',
    },
  },
  'clients.bulk-deleted': {
    place: 'clients',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Clients deleted in bulk',
      'pt-BR': 'Clientes excluídos em lote',
      'pt-PT': 'Clientes eliminados em lote',
      ca: 'Clients suprimits en bloc',
      es: 'Clientes eliminados en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the client {record}} one {# client} other {# clients}} in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}} em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o cliente {record}} one {# cliente} many {# de clientes} other {# clientes}} em lote',
      ca: '{actor} ha suprimit {count, plural, none {el client {record}} one {# client} many {# de clients} other {# clients}} en bloc',
      es: '{actor} eliminó {count, plural, none {el cliente {record}} one {# cliente} many {# de clientes} other {# clientes}} en bloque',
    },
  },
  'clients.exported': {
    place: 'clients',
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    details: EXPORT_DETAILS,
    label: {
      en: 'Clients exported',
      'pt-BR': 'Clientes exportados',
      'pt-PT': 'Clientes exportados',
      ca: 'Clients exportats',
      es: 'Clientes exportados',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {clients} one {# client} other {# clients}}',
      'pt-BR':
        '{actor} exportou {count, plural, none {clientes} one {# cliente} many {# de clientes} other {# clientes}}',
      'pt-PT':
        '{actor} exportou {count, plural, none {clientes} one {# cliente} many {# de clientes} other {# clientes}}',
      ca: '{actor} ha exportat {count, plural, none {clients} one {# client} many {# de clients} other {# clients}}',
      es: '{actor} exportó {count, plural, none {clientes} one {# cliente} many {# de clientes} other {# clientes}}',
    },
  },
  'chatClients.exported': {
    place: 'chatClients',
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    details: EXPORT_DETAILS,
    label: {
      en: 'Chat clients exported',
      'pt-BR': 'Clientes de atendimento online exportados',
      'pt-PT': 'Clientes de chat exportados',
      ca: 'Clients de xat exportats',
      es: 'Clientes de chat exportados',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {chat clients} one {# chat client} other {# chat clients}}',
      'pt-BR':
        '{actor} exportou {count, plural, none {clientes de atendimento online} one {# cliente de atendimento online} many {# de clientes de atendimento online} other {# clientes de atendimento online}}',
      'pt-PT':
        '{actor} exportou {count, plural, none {clientes de chat} one {# cliente de chat} many {# de clientes de chat} other {# clientes de chat}}',
      ca: '{actor} ha exportat {count, plural, none {clients de xat} one {# client de xat} many {# de clients de xat} other {# clients de xat}}',
      es: '{actor} exportó {count, plural, none {clientes de chat} one {# cliente de chat} many {# de clientes de chat} other {# clientes de chat}}',
    },
  },
}
