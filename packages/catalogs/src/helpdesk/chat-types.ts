/** What happens to chats: deleted singly, in bulk, or because their client was deleted. */
import type { FullTypes } from '../full-type.ts'

export const chatTypes: FullTypes = {
  'chats.deleted': {
    place: 'chats',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Chat deleted',
      'pt-BR': 'Atendimento online excluído',
      'pt-PT': 'Conversa de chat eliminada',
      ca: 'Xat suprimit',
      es: 'Chat eliminado',
    },
    sentence: {
      en: '{actor} deleted the chat {record}',
      'pt-BR': '{actor} excluiu o atendimento online {record}',
      'pt-PT': '{actor} eliminou a conversa de chat {record}',
      ca: '{actor} ha suprimit el xat {record}',
      es: '{actor} eliminó el chat {record}',
    },
  },
  'chats.bulk-deleted': {
    place: 'chats',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Chats deleted in bulk',
      'pt-BR': 'Atendimentos online excluídos em lote',
      'pt-PT': 'Conversas de chat eliminadas em lote',
      ca: 'Xats suprimits en bloc',
      es: 'Chats eliminados en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the chat {record}} one {# chat} other {# chats}} in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o atendimento online {record}} one {# atendimento online} many {# de atendimentos online} other {# atendimentos online}} em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {a conversa de chat {record}} one {# conversa de chat} many {# de conversas de chat} other {# conversas de chat}} em lote',
      ca: '{actor} ha suprimit {count, plural, none {el xat {record}} one {# xat} many {# de xats} other {# xats}} en bloc',
      es: '{actor} eliminó {count, plural, none {el chat {record}} one {# chat} many {# de chats} other {# chats}} en bloque',
    },
  },
  'chats.cascade-deleted': {
    place: 'chats',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Chats deleted along with their client',
      'pt-BR': 'Atendimentos online excluídos junto com o cliente',
      'pt-PT': 'Conversas de chat eliminadas juntamente com o cliente',
      ca: 'Xats suprimits juntament amb el client',
      es: 'Chats eliminados junto con el cliente',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the chat {record}} one {# chat} other {# chats}} along with the client{cause, select, none {} other { {cause}}}',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o atendimento online {record}} one {# atendimento online} many {# de atendimentos online} other {# atendimentos online}} junto com o cliente{cause, select, none {} other { {cause}}}',
      'pt-PT':
        '{actor} eliminou {count, plural, none {a conversa de chat {record}} one {# conversa de chat} many {# de conversas de chat} other {# conversas de chat}} juntamente com o cliente{cause, select, none {} other { {cause}}}',
      ca: '{actor} ha suprimit {count, plural, none {el xat {record}} one {# xat} many {# de xats} other {# xats}} juntament amb el client{cause, select, none {} other { {cause}}}',
      es: '{actor} eliminó {count, plural, none {el chat {record}} one {# chat} many {# de chats} other {# chats}} junto con el cliente{cause, select, none {} other { {cause}}}',
    },
  },
}
