/** What are the kinds of user, categories, severities and outcomes called in each language? */
import type { Outcome, Severity } from '../../event/event.ts'
import type { FullLabels } from '../labels.ts'

type Words<Names extends string = string> = Readonly<Record<Names, { readonly label: FullLabels }>>

/** Who acts. An *agent* is the application's staff, a *client* is its customer. */
export const actorTypes: Words = {
  agent: {
    label: { en: 'Agent', 'pt-BR': 'Atendente', 'pt-PT': 'Agente', ca: 'Agent', es: 'Agente' },
  },
  client: {
    label: { en: 'Client', 'pt-BR': 'Cliente', 'pt-PT': 'Cliente', ca: 'Client', es: 'Cliente' },
  },
  'org-manager': {
    label: {
      en: 'Organization manager',
      'pt-BR': 'Gerente de Organização',
      'pt-PT': 'Gestor de organização',
      ca: "Gestor d'organització",
      es: 'Gestor de organización',
    },
  },
  api: { label: { en: 'API', 'pt-BR': 'API', 'pt-PT': 'API', ca: 'API', es: 'API' } },
  email: {
    label: {
      en: 'E-mail',
      'pt-BR': 'E-mail',
      'pt-PT': 'E-mail',
      ca: 'Correu electrònic',
      es: 'Correo electrónico',
    },
  },
  app: {
    label: {
      en: 'App',
      'pt-BR': 'Aplicativo',
      'pt-PT': 'Aplicação',
      ca: 'Aplicació',
      es: 'Aplicación',
    },
  },
  system: {
    label: { en: 'System', 'pt-BR': 'Sistema', 'pt-PT': 'Sistema', ca: 'Sistema', es: 'Sistema' },
  },
  anonymous: {
    label: {
      en: 'Anonymous',
      'pt-BR': 'Anônimo',
      'pt-PT': 'Anónimo',
      ca: 'Anònim',
      es: 'Anónimo',
    },
  },
  unknown: {
    label: {
      en: 'Unknown',
      'pt-BR': 'Desconhecido',
      'pt-PT': 'Desconhecido',
      ca: 'Desconegut',
      es: 'Desconocido',
    },
  },
}

export const categories: Words = {
  records: {
    label: {
      en: 'Records',
      'pt-BR': 'Registros',
      'pt-PT': 'Registos',
      ca: 'Registres',
      es: 'Registros',
    },
  },
  authentication: {
    label: {
      en: 'Authentication',
      'pt-BR': 'Autenticação',
      'pt-PT': 'Autenticação',
      ca: 'Autenticació',
      es: 'Autenticación',
    },
  },
  users: {
    label: {
      en: 'Users',
      'pt-BR': 'Usuários',
      'pt-PT': 'Utilizadores',
      ca: 'Usuaris',
      es: 'Usuarios',
    },
  },
  settings: {
    label: {
      en: 'Settings',
      'pt-BR': 'Configurações',
      'pt-PT': 'Definições',
      ca: 'Configuració',
      es: 'Configuración',
    },
  },
  exports: {
    label: {
      en: 'Exports',
      'pt-BR': 'Exportações',
      'pt-PT': 'Exportações',
      ca: 'Exportacions',
      es: 'Exportaciones',
    },
  },
  audit: {
    label: {
      en: 'Audit',
      'pt-BR': 'Auditoria',
      'pt-PT': 'Auditoria',
      ca: 'Auditoria',
      es: 'Auditoría',
    },
  },
  security: {
    label: {
      en: 'Security',
      'pt-BR': 'Segurança',
      'pt-PT': 'Segurança',
      ca: 'Seguretat',
      es: 'Seguridad',
    },
  },
}

export const severities: Words<Severity> = {
  info: {
    label: {
      en: 'Information',
      'pt-BR': 'Informação',
      'pt-PT': 'Informação',
      ca: 'Informació',
      es: 'Información',
    },
  },
  notice: {
    label: {
      en: 'Notice',
      'pt-BR': 'Atenção',
      'pt-PT': 'Atenção',
      ca: 'Atenció',
      es: 'Atención',
    },
  },
  warning: {
    label: {
      en: 'Warning',
      'pt-BR': 'Aviso',
      'pt-PT': 'Aviso',
      ca: 'Advertència',
      es: 'Advertencia',
    },
  },
  critical: {
    label: {
      en: 'Critical',
      'pt-BR': 'Crítico',
      'pt-PT': 'Crítico',
      ca: 'Crític',
      es: 'Crítico',
    },
  },
}

export const outcomes: Words<Outcome> = {
  success: {
    label: { en: 'Success', 'pt-BR': 'Sucesso', 'pt-PT': 'Sucesso', ca: 'Èxit', es: 'Éxito' },
  },
  failure: {
    label: { en: 'Failure', 'pt-BR': 'Falha', 'pt-PT': 'Falha', ca: 'Fallada', es: 'Fallo' },
  },
  denied: {
    label: {
      en: 'Denied',
      'pt-BR': 'Negado',
      'pt-PT': 'Recusado',
      ca: 'Denegat',
      es: 'Denegado',
    },
  },
}
