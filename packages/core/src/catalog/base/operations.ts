/**
 * What is each operation called, and how is it said when an event type has no sentence?
 *
 * The Brazilian words are the ones of the helpdesk document. `{count}` is there for the event that
 * stands for a whole group, or for records that a call reports by number only.
 */
import type { FullLabels } from '../labels.ts'

interface OperationWords {
  readonly label: FullLabels
  readonly sentence: FullLabels
}

export const operations: Readonly<Record<string, OperationWords>> = {
  create: {
    label: {
      en: 'Creation',
      'pt-BR': 'Criação',
      'pt-PT': 'Criação',
      ca: 'Creació',
      es: 'Creación',
    },
    sentence: {
      en: '{actor} created {count, plural, none {{target}} one {# record} other {# records}} in {place}',
      'pt-BR':
        '{actor} criou {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} em {place}',
      'pt-PT':
        '{actor} criou {count, plural, none {{target}} one {# registo} many {# de registos} other {# registos}} em {place}',
      ca: '{actor} ha creat {count, plural, none {{target}} one {# registre} many {# de registres} other {# registres}} a {place}',
      es: '{actor} creó {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} en {place}',
    },
  },
  update: {
    label: { en: 'Edit', 'pt-BR': 'Edição', 'pt-PT': 'Edição', ca: 'Edició', es: 'Edición' },
    sentence: {
      en: '{actor} edited {count, plural, none {{target}} one {# record} other {# records}} in {place}',
      'pt-BR':
        '{actor} editou {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} em {place}',
      'pt-PT':
        '{actor} editou {count, plural, none {{target}} one {# registo} many {# de registos} other {# registos}} em {place}',
      ca: '{actor} ha editat {count, plural, none {{target}} one {# registre} many {# de registres} other {# registres}} a {place}',
      es: '{actor} editó {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} en {place}',
    },
  },
  delete: {
    label: {
      en: 'Deletion',
      'pt-BR': 'Exclusão',
      'pt-PT': 'Eliminação',
      ca: 'Supressió',
      es: 'Eliminación',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {{target}} one {# record} other {# records}} in {place}',
      'pt-BR':
        '{actor} excluiu {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} em {place}',
      'pt-PT':
        '{actor} eliminou {count, plural, none {{target}} one {# registo} many {# de registos} other {# registos}} em {place}',
      ca: '{actor} ha suprimit {count, plural, none {{target}} one {# registre} many {# de registres} other {# registres}} a {place}',
      es: '{actor} eliminó {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} en {place}',
    },
  },
  'bulk-delete': {
    label: {
      en: 'Bulk deletion',
      'pt-BR': 'Exclusão em Lote',
      'pt-PT': 'Eliminação em lote',
      ca: 'Supressió en bloc',
      es: 'Eliminación en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {{target}} one {# record} other {# records}} in {place}, in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} em {place}, em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {{target}} one {# registo} many {# de registos} other {# registos}} em {place}, em lote',
      ca: '{actor} ha suprimit {count, plural, none {{target}} one {# registre} many {# de registres} other {# registres}} a {place}, en bloc',
      es: '{actor} eliminó {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} en {place}, en bloque',
    },
  },
  restore: {
    label: {
      en: 'Recovery',
      'pt-BR': 'Recuperação',
      'pt-PT': 'Recuperação',
      ca: 'Recuperació',
      es: 'Recuperación',
    },
    sentence: {
      en: '{actor} restored {count, plural, none {{target}} one {# record} other {# records}} in {place}',
      'pt-BR':
        '{actor} restaurou {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} em {place}',
      'pt-PT':
        '{actor} restaurou {count, plural, none {{target}} one {# registo} many {# de registos} other {# registos}} em {place}',
      ca: '{actor} ha restaurat {count, plural, none {{target}} one {# registre} many {# de registres} other {# registres}} a {place}',
      es: '{actor} restauró {count, plural, none {{target}} one {# registro} many {# de registros} other {# registros}} en {place}',
    },
  },
  export: {
    label: {
      en: 'Export',
      'pt-BR': 'Exportação',
      'pt-PT': 'Exportação',
      ca: 'Exportació',
      es: 'Exportación',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {{target, select, none {records} other {{target}}}} one {# record} other {# records}} from {place}',
      'pt-BR':
        '{actor} exportou {count, plural, none {{target, select, none {registros} other {{target}}}} one {# registro} many {# de registros} other {# registros}} de {place}',
      'pt-PT':
        '{actor} exportou {count, plural, none {{target, select, none {registos} other {{target}}}} one {# registo} many {# de registos} other {# registos}} de {place}',
      ca: '{actor} ha exportat {count, plural, none {{target, select, none {registres} other {{target}}}} one {# registre} many {# de registres} other {# registres}} del lloc {place}',
      es: '{actor} exportó {count, plural, none {{target, select, none {registros} other {{target}}}} one {# registro} many {# de registros} other {# registros}} de {place}',
    },
  },
  generate: {
    label: {
      en: 'Generation',
      'pt-BR': 'Geração',
      'pt-PT': 'Geração',
      ca: 'Generació',
      es: 'Generación',
    },
    sentence: {
      en: '{actor} generated {target} in {place}',
      'pt-BR': '{actor} gerou {target} em {place}',
      'pt-PT': '{actor} gerou {target} em {place}',
      ca: '{actor} ha generat {target} a {place}',
      es: '{actor} generó {target} en {place}',
    },
  },
  request: {
    label: {
      en: 'Request',
      'pt-BR': 'Solicitação',
      'pt-PT': 'Pedido',
      ca: 'Sol·licitud',
      es: 'Solicitud',
    },
    sentence: {
      en: '{actor} requested {target} in {place}',
      'pt-BR': '{actor} solicitou {target} em {place}',
      'pt-PT': '{actor} pediu {target} em {place}',
      ca: '{actor} ha sol·licitat {target} a {place}',
      es: '{actor} solicitó {target} en {place}',
    },
  },
  view: {
    label: {
      en: 'View',
      'pt-BR': 'Visualização',
      'pt-PT': 'Visualização',
      ca: 'Visualització',
      es: 'Visualización',
    },
    sentence: {
      en: '{actor} viewed {target} in {place}',
      'pt-BR': '{actor} visualizou {target} em {place}',
      'pt-PT': '{actor} visualizou {target} em {place}',
      ca: '{actor} ha visualitzat {target} a {place}',
      es: '{actor} visualizó {target} en {place}',
    },
  },
  download: {
    label: {
      en: 'Download',
      'pt-BR': 'Download',
      'pt-PT': 'Transferência',
      ca: 'Baixada',
      es: 'Descarga',
    },
    sentence: {
      en: '{actor} downloaded {target} from {place}',
      'pt-BR': '{actor} baixou {target} de {place}',
      'pt-PT': '{actor} descarregou {target} de {place}',
      ca: '{actor} ha baixat {target} del lloc {place}',
      es: '{actor} descargó {target} de {place}',
    },
  },
  login: {
    label: {
      en: 'Login',
      'pt-BR': 'Login',
      'pt-PT': 'Início de sessão',
      ca: 'Inici de sessió',
      es: 'Inicio de sesión',
    },
    sentence: {
      en: '{actor} signed in',
      'pt-BR': '{actor} fez login',
      'pt-PT': '{actor} iniciou sessão',
      ca: '{actor} ha iniciat sessió',
      es: '{actor} inició sesión',
    },
  },
  'login-failed': {
    label: {
      en: 'Failed login',
      'pt-BR': 'Falha de login',
      'pt-PT': 'Início de sessão falhado',
      ca: 'Inici de sessió fallit',
      es: 'Inicio de sesión fallido',
    },
    sentence: {
      en: 'Login failed for {actor}',
      'pt-BR': 'Falha de login de {actor}',
      'pt-PT': 'Falha no início de sessão de {actor}',
      ca: "Error d'inici de sessió per a {actor}",
      es: 'Error de inicio de sesión de {actor}',
    },
  },
  logout: {
    label: {
      en: 'Logout',
      'pt-BR': 'Logout',
      'pt-PT': 'Fim de sessão',
      ca: 'Tancament de sessió',
      es: 'Cierre de sesión',
    },
    sentence: {
      en: '{actor} signed out',
      'pt-BR': '{actor} fez logout',
      'pt-PT': '{actor} terminou a sessão',
      ca: '{actor} ha tancat la sessió',
      es: '{actor} cerró la sesión',
    },
  },
  block: {
    label: {
      en: 'Block',
      'pt-BR': 'Bloqueio',
      'pt-PT': 'Bloqueio',
      ca: 'Bloqueig',
      es: 'Bloqueo',
    },
    sentence: {
      en: '{actor} blocked {target}',
      'pt-BR': '{actor} bloqueou {target}',
      'pt-PT': '{actor} bloqueou {target}',
      ca: '{actor} ha bloquejat {target}',
      es: '{actor} bloqueó {target}',
    },
  },
  sign: {
    label: {
      en: 'Signature',
      'pt-BR': 'Assinatura',
      'pt-PT': 'Assinatura',
      ca: 'Signatura',
      es: 'Firma',
    },
    sentence: {
      en: '{actor} signed {target} in {place}',
      'pt-BR': '{actor} assinou {target} em {place}',
      'pt-PT': '{actor} assinou {target} em {place}',
      ca: '{actor} ha signat {target} a {place}',
      es: '{actor} firmó {target} en {place}',
    },
  },
}
