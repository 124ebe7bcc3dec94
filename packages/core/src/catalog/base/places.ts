/**
 * Which places does every audit have?
 *
 * Nobody may change what is recorded, or look at the log, without leaving a trace: those two are
 * mandatory. `sessions` is on, because its events exist only where the application reports them.
 */
import type { PlaceDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

const ADMINISTRATION: FullLabels = {
  en: 'Administration',
  'pt-BR': 'Administração',
  'pt-PT': 'Administração',
  ca: 'Administració',
  es: 'Administración',
}

export const places: Readonly<Record<string, PlaceDefinition>> = {
  'audit.configuration': {
    label: {
      en: 'Audit configuration',
      'pt-BR': 'Configuração da Auditoria',
      'pt-PT': 'Configuração da auditoria',
      ca: "Configuració de l'auditoria",
      es: 'Configuración de la auditoría',
    },
    operations: ['update'],
    mandatory: true,
    category: 'audit',
    section: ADMINISTRATION,
  },
  'audit.log': {
    label: {
      en: 'Audit trail',
      'pt-BR': 'Trilha de auditoria',
      'pt-PT': 'Registo de auditoria',
      ca: "Registre d'auditoria",
      es: 'Registro de auditoría',
    },
    operations: ['view', 'export'],
    mandatory: true,
    category: 'audit',
    section: ADMINISTRATION,
  },
  sessions: {
    label: {
      en: 'Authentication',
      'pt-BR': 'Autenticação',
      'pt-PT': 'Autenticação',
      ca: 'Autenticació',
      es: 'Autenticación',
    },
    operations: ['login', 'login-failed', 'logout', 'block'],
    onByDefault: true,
    category: 'authentication',
    section: ADMINISTRATION,
  },
}
