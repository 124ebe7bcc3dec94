/**
 * Which event types does every audit have?
 *
 * Those of the log itself take any details: what was looked at is a query, and queries grow.
 */
import type { DetailKind, EventTypeDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

interface FullType extends EventTypeDefinition {
  readonly label: FullLabels
  readonly sentence: FullLabels
}

const SESSION_DETAILS: Readonly<Record<string, DetailKind>> = {
  /** The address that was tried, which need not be anybody's. */
  email: 'string?',
  reason: 'string?',
  /** The how-manieth failure in a row, from 1. */
  attempt: 'number?',
  /** How many failures in a row block. */
  limit: 'number?',
}

export const types: Readonly<Record<string, FullType>> = {
  'audit.configuration.updated': {
    place: 'audit.configuration',
    operation: 'update',
    severity: 'warning',
    details: { version: 'number' },
    label: {
      en: 'Audit configuration changed',
      'pt-BR': 'Configuração da auditoria alterada',
      'pt-PT': 'Configuração da auditoria alterada',
      ca: "Configuració de l'auditoria modificada",
      es: 'Configuración de la auditoría modificada',
    },
    sentence: {
      en: '{actor} changed the audit configuration',
      'pt-BR': '{actor} alterou a configuração da auditoria',
      'pt-PT': '{actor} alterou a configuração da auditoria',
      ca: "{actor} ha modificat la configuració de l'auditoria",
      es: '{actor} modificó la configuración de la auditoría',
    },
  },
  'audit.log.listed': {
    place: 'audit.log',
    operation: 'view',
    label: {
      en: 'Audit trail consulted',
      'pt-BR': 'Trilha de auditoria consultada',
      'pt-PT': 'Registo de auditoria consultado',
      ca: "Registre d'auditoria consultat",
      es: 'Registro de auditoría consultado',
    },
    sentence: {
      en: '{actor} consulted the audit trail',
      'pt-BR': '{actor} consultou a trilha de auditoria',
      'pt-PT': '{actor} consultou o registo de auditoria',
      ca: "{actor} ha consultat el registre d'auditoria",
      es: '{actor} consultó el registro de auditoría',
    },
  },
  'audit.log.event.viewed': {
    place: 'audit.log',
    operation: 'view',
    label: {
      en: 'Event of the audit trail opened',
      'pt-BR': 'Evento da trilha de auditoria aberto',
      'pt-PT': 'Evento do registo de auditoria aberto',
      ca: "Esdeveniment del registre d'auditoria obert",
      es: 'Evento del registro de auditoría abierto',
    },
    sentence: {
      en: '{actor} opened an event of the audit trail',
      'pt-BR': '{actor} abriu um evento da trilha de auditoria',
      'pt-PT': '{actor} abriu um evento do registo de auditoria',
      ca: "{actor} ha obert un esdeveniment del registre d'auditoria",
      es: '{actor} abrió un evento del registro de auditoría',
    },
  },
  'audit.log.history.viewed': {
    place: 'audit.log',
    operation: 'view',
    label: {
      en: "Record's history consulted",
      'pt-BR': 'Histórico de um registro consultado',
      'pt-PT': 'Histórico de um registo consultado',
      ca: "Historial d'un registre consultat",
      es: 'Historial de un registro consultado',
    },
    sentence: {
      en: '{actor} consulted the history of {target}',
      'pt-BR': '{actor} consultou o histórico de {target}',
      'pt-PT': '{actor} consultou o histórico de {target}',
      ca: "{actor} ha consultat l'historial corresponent a {target}",
      es: '{actor} consultó el historial de {target}',
    },
  },
  'audit.log.state.viewed': {
    place: 'audit.log',
    operation: 'view',
    label: {
      en: "Record's past state consulted",
      'pt-BR': 'Estado anterior de um registro consultado',
      'pt-PT': 'Estado anterior de um registo consultado',
      ca: "Estat anterior d'un registre consultat",
      es: 'Estado anterior de un registro consultado',
    },
    sentence: {
      en: '{actor} consulted a past state of {target}',
      'pt-BR': '{actor} consultou um estado anterior de {target}',
      'pt-PT': '{actor} consultou um estado anterior de {target}',
      ca: '{actor} ha consultat un estat anterior corresponent a {target}',
      es: '{actor} consultó un estado anterior de {target}',
    },
  },
  'audit.log.exported': {
    place: 'audit.log',
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    label: {
      en: 'Audit trail exported',
      'pt-BR': 'Trilha de auditoria exportada',
      'pt-PT': 'Registo de auditoria exportado',
      ca: "Registre d'auditoria exportat",
      es: 'Registro de auditoría exportado',
    },
    sentence: {
      en: '{actor} exported {count, plural, none {events} one {# event} other {# events}} from the audit trail',
      'pt-BR':
        '{actor} exportou {count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}} da trilha de auditoria',
      'pt-PT':
        '{actor} exportou {count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}} do registo de auditoria',
      ca: "{actor} ha exportat {count, plural, none {esdeveniments} one {# esdeveniment} many {# d'esdeveniments} other {# esdeveniments}} del registre d'auditoria",
      es: '{actor} exportó {count, plural, none {eventos} one {# evento} many {# de eventos} other {# eventos}} del registro de auditoría',
    },
  },
  'sessions.login': {
    place: 'sessions',
    operation: 'login',
    details: SESSION_DETAILS,
    label: {
      en: 'Signed in',
      'pt-BR': 'Login realizado',
      'pt-PT': 'Sessão iniciada',
      ca: 'Sessió iniciada',
      es: 'Sesión iniciada',
    },
    sentence: {
      en: '{actor} signed in',
      'pt-BR': '{actor} fez login',
      'pt-PT': '{actor} iniciou sessão',
      ca: '{actor} ha iniciat sessió',
      es: '{actor} inició sesión',
    },
  },
  'sessions.login-failed': {
    place: 'sessions',
    operation: 'login-failed',
    severity: 'notice',
    details: SESSION_DETAILS,
    label: {
      en: 'Login failed',
      'pt-BR': 'Falha de login',
      'pt-PT': 'Falha no início de sessão',
      ca: "Error d'inici de sessió",
      es: 'Error de inicio de sesión',
    },
    sentence: {
      en: 'Login failed for {details.email, select, none {{actor}} other {{details.email}}}{details.attempt, select, none {} other { (attempt {details.attempt}{details.limit, select, none {} other { of {details.limit}}})}}',
      'pt-BR':
        'Falha de login de {details.email, select, none {{actor}} other {{details.email}}}{details.attempt, select, none {} other { (tentativa {details.attempt}{details.limit, select, none {} other { de {details.limit}}})}}',
      'pt-PT':
        'Falha no início de sessão de {details.email, select, none {{actor}} other {{details.email}}}{details.attempt, select, none {} other { (tentativa {details.attempt}{details.limit, select, none {} other { de {details.limit}}})}}',
      ca: "Error d'inici de sessió per a {details.email, select, none {{actor}} other {{details.email}}}{details.attempt, select, none {} other { (intent {details.attempt}{details.limit, select, none {} other { de {details.limit}}})}}",
      es: 'Error de inicio de sesión de {details.email, select, none {{actor}} other {{details.email}}}{details.attempt, select, none {} other { (intento {details.attempt}{details.limit, select, none {} other { de {details.limit}}})}}',
    },
  },
  'sessions.logout': {
    place: 'sessions',
    operation: 'logout',
    details: SESSION_DETAILS,
    label: {
      en: 'Signed out',
      'pt-BR': 'Logout realizado',
      'pt-PT': 'Sessão terminada',
      ca: 'Sessió tancada',
      es: 'Sesión cerrada',
    },
    sentence: {
      en: '{actor} signed out',
      'pt-BR': '{actor} fez logout',
      'pt-PT': '{actor} terminou a sessão',
      ca: '{actor} ha tancat la sessió',
      es: '{actor} cerró la sesión',
    },
  },
  'sessions.blocked': {
    place: 'sessions',
    operation: 'block',
    category: 'security',
    severity: 'warning',
    details: SESSION_DETAILS,
    label: {
      en: 'Account or address blocked',
      'pt-BR': 'Conta ou endereço bloqueado',
      'pt-PT': 'Conta ou endereço bloqueado',
      ca: 'Compte o adreça bloquejats',
      es: 'Cuenta o dirección bloqueada',
    },
    // Not what the actor did: whoever is at the keyboard then is the one who is kept out.
    sentence: {
      en: 'Access was blocked for {details.email, select, none {{target}} other {{details.email}}}{details.limit, plural, none {} one { after # failed login} other { after # failed logins}}',
      'pt-BR':
        'O acesso de {details.email, select, none {{target}} other {{details.email}}} foi bloqueado{details.limit, plural, none {} one { após # falha de login} many { após # de falhas de login} other { após # falhas de login}}',
      'pt-PT':
        'O acesso de {details.email, select, none {{target}} other {{details.email}}} foi bloqueado{details.limit, plural, none {} one { após # início de sessão falhado} many { após # de inícios de sessão falhados} other { após # inícios de sessão falhados}}',
      ca: "S'ha bloquejat l'accés per a {details.email, select, none {{target}} other {{details.email}}}{details.limit, plural, none {} one { després d'# inici de sessió fallit} many { després de # d'inicis de sessió fallits} other { després de # inicis de sessió fallits}}",
      es: 'Se bloqueó el acceso de {details.email, select, none {{target}} other {{details.email}}}{details.limit, plural, none {} one { después de # inicio de sesión fallido} many { después de # de inicios de sesión fallidos} other { después de # inicios de sesión fallidos}}',
    },
  },
}
