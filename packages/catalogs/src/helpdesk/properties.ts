/**
 * What are the paths of a helpdesk's records called, and how do their values read?
 *
 * For an application whose records have these names; others say theirs in their own schemas.
 */
import type { FullLabels, PropertyDefinition } from '@rastro/core'

/** A property whose words are in every language: the compiler counts them. */
interface FullProperty extends PropertyDefinition {
  readonly label: FullLabels
  readonly added?: FullLabels
  readonly removed?: FullLabels
  readonly values?: Readonly<Record<string, FullLabels>>
}

type FullProperties = Readonly<Record<string, FullProperty>>

const NAME: FullProperty = {
  label: { en: 'Name', 'pt-BR': 'Nome', 'pt-PT': 'Nome', ca: 'Nom', es: 'Nombre' },
}

const EMAIL: FullProperty = {
  label: {
    en: 'E-mail',
    'pt-BR': 'E-mail',
    'pt-PT': 'E-mail',
    ca: 'Correu electrònic',
    es: 'Correo electrónico',
  },
}

const NUMBER: FullProperty = {
  unit: 'plain',
  label: { en: 'Number', 'pt-BR': 'Número', 'pt-PT': 'Número', ca: 'Número', es: 'Número' },
}

const CLIENT_NAME: FullProperty = {
  label: { en: 'Client', 'pt-BR': 'Cliente', 'pt-PT': 'Cliente', ca: 'Client', es: 'Cliente' },
}

const CLIENT_RECORD: FullProperty = {
  ref: 'Client',
  label: {
    en: 'Client record',
    'pt-BR': 'Cadastro do cliente',
    'pt-PT': 'Ficha do cliente',
    ca: 'Fitxa del client',
    es: 'Ficha del cliente',
  },
}

const STATUS: FullProperty = {
  label: { en: 'Status', 'pt-BR': 'Situação', 'pt-PT': 'Estado', ca: 'Estat', es: 'Estado' },
  values: {
    open: { en: 'Open', 'pt-BR': 'Aberto', 'pt-PT': 'Aberto', ca: 'Obert', es: 'Abierto' },
    waiting: {
      en: 'Waiting',
      'pt-BR': 'Em espera',
      'pt-PT': 'Em espera',
      ca: 'En espera',
      es: 'En espera',
    },
    solved: {
      en: 'Solved',
      'pt-BR': 'Resolvido',
      'pt-PT': 'Resolvido',
      ca: 'Resolt',
      es: 'Resuelto',
    },
  },
}

const TAGS: FullProperty = {
  label: {
    en: 'Tags',
    'pt-BR': 'Etiquetas',
    'pt-PT': 'Etiquetas',
    ca: 'Etiquetes',
    es: 'Etiquetas',
  },
  added: {
    en: 'Tags added',
    'pt-BR': 'Etiquetas adicionadas',
    'pt-PT': 'Etiquetas adicionadas',
    ca: 'Etiquetes afegides',
    es: 'Etiquetas añadidas',
  },
  removed: {
    en: 'Tags removed',
    'pt-BR': 'Etiquetas removidas',
    'pt-PT': 'Etiquetas removidas',
    ca: 'Etiquetes tretes',
    es: 'Etiquetas quitadas',
  },
}

export const ticketProperties: FullProperties = {
  number: NUMBER,
  subject: {
    label: {
      en: 'Subject',
      'pt-BR': 'Assunto',
      'pt-PT': 'Assunto',
      ca: 'Assumpte',
      es: 'Asunto',
    },
  },
  status: STATUS,
  priority: {
    label: {
      en: 'Priority',
      'pt-BR': 'Prioridade',
      'pt-PT': 'Prioridade',
      ca: 'Prioritat',
      es: 'Prioridad',
    },
    values: {
      low: { en: 'Low', 'pt-BR': 'Baixa', 'pt-PT': 'Baixa', ca: 'Baixa', es: 'Baja' },
      normal: { en: 'Normal', 'pt-BR': 'Normal', 'pt-PT': 'Normal', ca: 'Normal', es: 'Normal' },
      high: { en: 'High', 'pt-BR': 'Alta', 'pt-PT': 'Alta', ca: 'Alta', es: 'Alta' },
    },
  },
  'client.id': CLIENT_RECORD,
  'client.name': CLIENT_NAME,
}

export const chatProperties: FullProperties = {
  number: NUMBER,
  topic: {
    label: { en: 'Topic', 'pt-BR': 'Tópico', 'pt-PT': 'Tópico', ca: 'Tema', es: 'Tema' },
  },
  'client.id': CLIENT_RECORD,
  'client.name': CLIENT_NAME,
}

export const clientProperties: FullProperties = {
  name: NAME,
  email: EMAIL,
  phone: {
    label: {
      en: 'Phone',
      'pt-BR': 'Telefone',
      'pt-PT': 'Telefone',
      ca: 'Telèfon',
      es: 'Teléfono',
    },
  },
  tags: TAGS,
  agent: {
    ref: 'Agent',
    label: {
      en: 'Agent in charge',
      'pt-BR': 'Atendente responsável',
      'pt-PT': 'Agente responsável',
      ca: 'Agent responsable',
      es: 'Agente responsable',
    },
  },
  'organization.id': {
    ref: 'Organization',
    label: {
      en: 'Organization record',
      'pt-BR': 'Cadastro da organização',
      'pt-PT': 'Ficha da organização',
      ca: "Fitxa de l'organització",
      es: 'Ficha de la organización',
    },
  },
  'organization.name': {
    label: {
      en: 'Organization',
      'pt-BR': 'Organização',
      'pt-PT': 'Organização',
      ca: 'Organització',
      es: 'Organización',
    },
  },
  passwordHash: {
    label: {
      en: 'Password',
      'pt-BR': 'Senha',
      'pt-PT': 'Palavra-passe',
      ca: 'Contrasenya',
      es: 'Contraseña',
    },
  },
}

export const agentProperties: FullProperties = {
  name: NAME,
  email: EMAIL,
  passwordHash: clientProperties['passwordHash'] ?? NAME,
  role: {
    label: { en: 'Role', 'pt-BR': 'Função', 'pt-PT': 'Função', ca: 'Funció', es: 'Función' },
    values: {
      admin: {
        en: 'Administrator',
        'pt-BR': 'Administrador',
        'pt-PT': 'Administrador',
        ca: 'Administrador',
        es: 'Administrador',
      },
      supervisor: {
        en: 'Supervisor',
        'pt-BR': 'Supervisor',
        'pt-PT': 'Supervisor',
        ca: 'Supervisor',
        es: 'Supervisor',
      },
      agent: {
        en: 'Agent',
        'pt-BR': 'Agente',
        'pt-PT': 'Agente',
        ca: 'Agent',
        es: 'Agente',
      },
    },
  },
  teams: {
    label: { en: 'Teams', 'pt-BR': 'Times', 'pt-PT': 'Equipas', ca: 'Equips', es: 'Equipos' },
    added: {
      en: 'Teams added',
      'pt-BR': 'Times adicionados',
      'pt-PT': 'Equipas adicionadas',
      ca: 'Equips afegits',
      es: 'Equipos añadidos',
    },
    removed: {
      en: 'Teams removed',
      'pt-BR': 'Times removidos',
      'pt-PT': 'Equipas removidas',
      ca: 'Equips trets',
      es: 'Equipos quitados',
    },
  },
}

export const accountProperties: FullProperties = {
  name: NAME,
  email: EMAIL,
  taxNumber: {
    label: {
      en: 'Tax number',
      'pt-BR': 'Número fiscal',
      'pt-PT': 'Número fiscal',
      ca: 'Número fiscal',
      es: 'Número fiscal',
    },
  },
  address: {
    label: {
      en: 'Address',
      'pt-BR': 'Endereço',
      'pt-PT': 'Morada',
      ca: 'Adreça',
      es: 'Dirección',
    },
  },
}

export const reportProperties: FullProperties = {
  name: NAME,
  columns: {
    label: {
      en: 'Columns',
      'pt-BR': 'Colunas',
      'pt-PT': 'Colunas',
      ca: 'Columnes',
      es: 'Columnas',
    },
    added: {
      en: 'Columns added',
      'pt-BR': 'Colunas adicionadas',
      'pt-PT': 'Colunas adicionadas',
      ca: 'Columnes afegides',
      es: 'Columnas añadidas',
    },
    removed: {
      en: 'Columns removed',
      'pt-BR': 'Colunas removidas',
      'pt-PT': 'Colunas removidas',
      ca: 'Columnes tretes',
      es: 'Columnas quitadas',
    },
  },
  'filter.status': STATUS,
  'filter.tag': {
    label: {
      en: 'Tag',
      'pt-BR': 'Etiqueta',
      'pt-PT': 'Etiqueta',
      ca: 'Etiqueta',
      es: 'Etiqueta',
    },
  },
}
