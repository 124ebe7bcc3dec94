/** What happens in the trash: records are deleted for good, or come back. */
import type { FullTypes } from '../full-type.ts'

export const trashTypes: FullTypes = {
  'trash.tickets.deleted': {
    place: 'trash.tickets',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Ticket deleted from the trash',
      'pt-BR': 'Chamado excluído da lixeira',
      'pt-PT': 'Pedido de suporte eliminado do lixo',
      ca: 'Tiquet suprimit de la paperera',
      es: 'Ticket eliminado de la papelera',
    },
    sentence: {
      en: '{actor} deleted the ticket {record} from the trash',
      'pt-BR': '{actor} excluiu o chamado {record} da lixeira',
      'pt-PT': '{actor} eliminou o pedido de suporte {record} do lixo',
      ca: '{actor} ha suprimit el tiquet {record} de la paperera',
      es: '{actor} eliminó el ticket {record} de la papelera',
    },
  },
  'trash.tickets.bulk-deleted': {
    place: 'trash.tickets',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Tickets deleted from the trash in bulk',
      'pt-BR': 'Chamados excluídos da lixeira em lote',
      'pt-PT': 'Pedidos de suporte eliminados do lixo em lote',
      ca: 'Tiquets suprimits de la paperera en bloc',
      es: 'Tickets eliminados de la papelera en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the ticket {record}} one {# ticket} other {# tickets}} from the trash in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o chamado {record}} one {# chamado} many {# de chamados} other {# chamados}} da lixeira em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o pedido de suporte {record}} one {# pedido de suporte} many {# de pedidos de suporte} other {# pedidos de suporte}} do lixo em lote',
      ca: '{actor} ha suprimit {count, plural, none {el tiquet {record}} one {# tiquet} many {# de tiquets} other {# tiquets}} de la paperera en bloc',
      es: '{actor} eliminó {count, plural, none {el ticket {record}} one {# ticket} many {# de tickets} other {# tickets}} de la papelera en bloque',
    },
  },
  'trash.tickets.cascade-deleted': {
    place: 'trash.tickets',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Tickets deleted from the trash along with the client',
      'pt-BR': 'Chamados excluídos da lixeira junto com o cliente',
      'pt-PT': 'Pedidos de suporte eliminados do lixo juntamente com o cliente',
      ca: 'Tiquets suprimits de la paperera juntament amb el client',
      es: 'Tickets eliminados de la papelera junto con el cliente',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the ticket {record}} one {# ticket} other {# tickets}} from the trash along with the client{cause, select, none {} other { {cause}}}',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o chamado {record}} one {# chamado} many {# de chamados} other {# chamados}} da lixeira junto com o cliente{cause, select, none {} other { {cause}}}',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o pedido de suporte {record}} one {# pedido de suporte} many {# de pedidos de suporte} other {# pedidos de suporte}} do lixo juntamente com o cliente{cause, select, none {} other { {cause}}}',
      ca: '{actor} ha suprimit {count, plural, none {el tiquet {record}} one {# tiquet} many {# de tiquets} other {# tiquets}} de la paperera juntament amb el client{cause, select, none {} other { {cause}}}',
      es: '{actor} eliminó {count, plural, none {el ticket {record}} one {# ticket} many {# de tickets} other {# tickets}} de la papelera junto con el cliente{cause, select, none {} other { {cause}}}',
    },
  },
  'trash.tickets.restored': {
    place: 'trash.tickets',
    operation: 'restore',
    label: {
      en: 'Ticket restored from the trash',
      'pt-BR': 'Chamado restaurado da lixeira',
      'pt-PT': 'Pedido de suporte restaurado do lixo',
      ca: 'Tiquet restaurat de la paperera',
      es: 'Ticket restaurado de la papelera',
    },
    sentence: {
      en: '{actor} restored {count, plural, none {the ticket {record}} one {# ticket} other {# tickets}} from the trash',
      'pt-BR':
        '{actor} restaurou {count, plural, none {o chamado {record}} one {# chamado} many {# de chamados} other {# chamados}} da lixeira',
      'pt-PT':
        '{actor} restaurou {count, plural, none {o pedido de suporte {record}} one {# pedido de suporte} many {# de pedidos de suporte} other {# pedidos de suporte}} do lixo',
      ca: '{actor} ha restaurat {count, plural, none {el tiquet {record}} one {# tiquet} many {# de tiquets} other {# tiquets}} de la paperera',
      es: '{actor} restauró {count, plural, none {el ticket {record}} one {# ticket} many {# de tickets} other {# tickets}} de la papelera',
    },
  },
  'trash.chats.deleted': {
    place: 'trash.chats',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Chat deleted from the trash',
      'pt-BR': 'Atendimento online excluído da lixeira',
      'pt-PT': 'Conversa de chat eliminada do lixo',
      ca: 'Xat suprimit de la paperera',
      es: 'Chat eliminado de la papelera',
    },
    sentence: {
      en: '{actor} deleted the chat {record} from the trash',
      'pt-BR': '{actor} excluiu o atendimento online {record} da lixeira',
      'pt-PT': '{actor} eliminou a conversa de chat {record} do lixo',
      ca: '{actor} ha suprimit el xat {record} de la paperera',
      es: '{actor} eliminó el chat {record} de la papelera',
    },
  },
  'trash.chats.bulk-deleted': {
    place: 'trash.chats',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Chats deleted from the trash in bulk',
      'pt-BR': 'Atendimentos online excluídos da lixeira em lote',
      'pt-PT': 'Conversas de chat eliminadas do lixo em lote',
      ca: 'Xats suprimits de la paperera en bloc',
      es: 'Chats eliminados de la papelera en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the chat {record}} one {# chat} other {# chats}} from the trash in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o atendimento online {record}} one {# atendimento online} many {# de atendimentos online} other {# atendimentos online}} da lixeira em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {a conversa de chat {record}} one {# conversa de chat} many {# de conversas de chat} other {# conversas de chat}} do lixo em lote',
      ca: '{actor} ha suprimit {count, plural, none {el xat {record}} one {# xat} many {# de xats} other {# xats}} de la paperera en bloc',
      es: '{actor} eliminó {count, plural, none {el chat {record}} one {# chat} many {# de chats} other {# chats}} de la papelera en bloque',
    },
  },
  'trash.chats.cascade-deleted': {
    place: 'trash.chats',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Chats deleted from the trash along with the client',
      'pt-BR': 'Atendimentos online excluídos da lixeira junto com o cliente',
      'pt-PT': 'Conversas de chat eliminadas do lixo juntamente com o cliente',
      ca: 'Xats suprimits de la paperera juntament amb el client',
      es: 'Chats eliminados de la papelera junto con el cliente',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the chat {record}} one {# chat} other {# chats}} from the trash along with the client{cause, select, none {} other { {cause}}}',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o atendimento online {record}} one {# atendimento online} many {# de atendimentos online} other {# atendimentos online}} da lixeira junto com o cliente{cause, select, none {} other { {cause}}}',
      'pt-PT':
        '{actor} eliminou {count, plural, none {a conversa de chat {record}} one {# conversa de chat} many {# de conversas de chat} other {# conversas de chat}} do lixo juntamente com o cliente{cause, select, none {} other { {cause}}}',
      ca: '{actor} ha suprimit {count, plural, none {el xat {record}} one {# xat} many {# de xats} other {# xats}} de la paperera juntament amb el client{cause, select, none {} other { {cause}}}',
      es: '{actor} eliminó {count, plural, none {el chat {record}} one {# chat} many {# de chats} other {# chats}} de la papelera junto con el cliente{cause, select, none {} other { {cause}}}',
    },
  },
  'trash.chats.restored': {
    place: 'trash.chats',
    operation: 'restore',
    label: {
      en: 'Chat restored from the trash',
      'pt-BR': 'Atendimento online restaurado da lixeira',
      'pt-PT': 'Conversa de chat restaurada do lixo',
      ca: 'Xat restaurat de la paperera',
      es: 'Chat restaurado de la papelera',
    },
    sentence: {
      en: '{actor} restored {count, plural, none {the chat {record}} one {# chat} other {# chats}} from the trash',
      'pt-BR':
        '{actor} restaurou {count, plural, none {o atendimento online {record}} one {# atendimento online} many {# de atendimentos online} other {# atendimentos online}} da lixeira',
      'pt-PT':
        '{actor} restaurou {count, plural, none {a conversa de chat {record}} one {# conversa de chat} many {# de conversas de chat} other {# conversas de chat}} do lixo',
      ca: '{actor} ha restaurat {count, plural, none {el xat {record}} one {# xat} many {# de xats} other {# xats}} de la paperera',
      es: '{actor} restauró {count, plural, none {el chat {record}} one {# chat} many {# de chats} other {# chats}} de la papelera',
    },
  },
}
