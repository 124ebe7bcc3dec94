/** What happens to tickets: deleted singly, in bulk, or because their client was deleted. */
import type { FullTypes } from '../full-type.ts'

export const ticketTypes: FullTypes = {
  'tickets.deleted': {
    place: 'tickets',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Ticket deleted',
      'pt-BR': 'Chamado excluído',
      'pt-PT': 'Pedido de suporte eliminado',
      ca: 'Tiquet suprimit',
      es: 'Ticket eliminado',
    },
    sentence: {
      en: '{actor} deleted the ticket {record}',
      'pt-BR': '{actor} excluiu o chamado {record}',
      'pt-PT': '{actor} eliminou o pedido de suporte {record}',
      ca: '{actor} ha suprimit el tiquet {record}',
      es: '{actor} eliminó el ticket {record}',
    },
  },
  'tickets.bulk-deleted': {
    place: 'tickets',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Tickets deleted in bulk',
      'pt-BR': 'Chamados excluídos em lote',
      'pt-PT': 'Pedidos de suporte eliminados em lote',
      ca: 'Tiquets suprimits en bloc',
      es: 'Tickets eliminados en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the ticket {record}} one {# ticket} other {# tickets}} in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o chamado {record}} one {# chamado} many {# de chamados} other {# chamados}} em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o pedido de suporte {record}} one {# pedido de suporte} many {# de pedidos de suporte} other {# pedidos de suporte}} em lote',
      ca: '{actor} ha suprimit {count, plural, none {el tiquet {record}} one {# tiquet} many {# de tiquets} other {# tiquets}} en bloc',
      es: '{actor} eliminó {count, plural, none {el ticket {record}} one {# ticket} many {# de tickets} other {# tickets}} en bloque',
    },
  },
  'tickets.cascade-deleted': {
    place: 'tickets',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Tickets deleted along with their client',
      'pt-BR': 'Chamados excluídos junto com o cliente',
      'pt-PT': 'Pedidos de suporte eliminados juntamente com o cliente',
      ca: 'Tiquets suprimits juntament amb el client',
      es: 'Tickets eliminados junto con el cliente',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the ticket {record}} one {# ticket} other {# tickets}} along with the client{cause, select, none {} other { {cause}}}',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o chamado {record}} one {# chamado} many {# de chamados} other {# chamados}} junto com o cliente{cause, select, none {} other { {cause}}}',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o pedido de suporte {record}} one {# pedido de suporte} many {# de pedidos de suporte} other {# pedidos de suporte}} juntamente com o cliente{cause, select, none {} other { {cause}}}',
      ca: '{actor} ha suprimit {count, plural, none {el tiquet {record}} one {# tiquet} many {# de tiquets} other {# tiquets}} juntament amb el client{cause, select, none {} other { {cause}}}',
      es: '{actor} eliminó {count, plural, none {el ticket {record}} one {# ticket} many {# de tickets} other {# tickets}} junto con el cliente{cause, select, none {} other { {cause}}}',
    },
  },
}
