/**
 * Which places does a helpdesk have, in the order of the document?
 *
 * Where the document says *deleted*, deleting many at once is meant too, and has an operation of
 * its own: `bulk-delete`.
 */
import type { FullLabels, PlaceDefinition } from '@rastro/core'
import {
  accountProperties,
  agentProperties,
  chatProperties,
  clientProperties,
  reportProperties,
  ticketProperties,
} from './properties.ts'

const SERVICE: FullLabels = {
  en: 'Customer service',
  'pt-BR': 'Atendimento',
  'pt-PT': 'Atendimento',
  ca: 'Atenció al client',
  es: 'Atención al cliente',
}

const TRASH: FullLabels = {
  en: 'Trash',
  'pt-BR': 'Lixeira',
  'pt-PT': 'Lixo',
  ca: 'Paperera',
  es: 'Papelera',
}

const DATA: FullLabels = {
  en: 'Data and reports',
  'pt-BR': 'Dados e relatórios',
  'pt-PT': 'Dados e relatórios',
  ca: 'Dades i informes',
  es: 'Datos e informes',
}

const ADMINISTRATION: FullLabels = {
  en: 'Administration',
  'pt-BR': 'Administração',
  'pt-PT': 'Administração',
  ca: 'Administració',
  es: 'Administración',
}

interface FullPlace extends PlaceDefinition {
  readonly label: FullLabels
  readonly section: FullLabels
}

export const places: Readonly<Record<string, FullPlace>> = {
  tickets: {
    label: {
      en: 'Tickets',
      'pt-BR': 'Chamados',
      'pt-PT': 'Pedidos de suporte',
      ca: 'Tiquets',
      es: 'Tickets',
    },
    properties: ticketProperties,
    operations: ['delete', 'bulk-delete'],
    section: SERVICE,
  },
  chats: {
    label: {
      en: 'Chats',
      'pt-BR': 'Atendimento Online (Chat)',
      'pt-PT': 'Conversas de chat',
      ca: 'Xats',
      es: 'Chats',
    },
    properties: chatProperties,
    operations: ['delete', 'bulk-delete'],
    section: SERVICE,
  },
  clients: {
    label: {
      en: 'Clients',
      'pt-BR': 'Clientes',
      'pt-PT': 'Clientes',
      ca: 'Clients',
      es: 'Clientes',
    },
    properties: clientProperties,
    operations: ['create', 'update', 'delete', 'bulk-delete', 'export'],
    personal: true,
    section: SERVICE,
  },
  chatClients: {
    label: {
      en: 'Chat clients',
      'pt-BR': 'Clientes de Atendimento Online',
      'pt-PT': 'Clientes de chat',
      ca: 'Clients de xat',
      es: 'Clientes de chat',
    },
    operations: ['export'],
    personal: true,
    section: SERVICE,
  },
  'trash.tickets': {
    label: {
      en: 'Trash › Tickets',
      'pt-BR': 'Lixeira › Chamados',
      'pt-PT': 'Lixo › Pedidos de suporte',
      ca: 'Paperera › Tiquets',
      es: 'Papelera › Tickets',
    },
    operations: ['delete', 'bulk-delete', 'restore'],
    section: TRASH,
  },
  'trash.chats': {
    label: {
      en: 'Trash › Chats',
      'pt-BR': 'Lixeira › Atendimentos Online',
      'pt-PT': 'Lixo › Conversas de chat',
      ca: 'Paperera › Xats',
      es: 'Papelera › Chats',
    },
    operations: ['delete', 'bulk-delete', 'restore'],
    section: TRASH,
  },
  backup: {
    label: {
      en: 'Backup',
      'pt-BR': 'Backup',
      'pt-PT': 'Cópia de segurança',
      ca: 'Còpia de seguretat',
      es: 'Copia de seguridad',
    },
    operations: ['request'],
    category: 'exports',
    section: DATA,
  },
  'search.default': {
    label: {
      en: 'Default advanced search',
      'pt-BR': 'Busca Avançada Padrão',
      'pt-PT': 'Pesquisa avançada predefinida',
      ca: 'Cerca avançada predeterminada',
      es: 'Búsqueda avanzada predeterminada',
    },
    operations: ['export'],
    category: 'exports',
    section: DATA,
  },
  'search.dynamic': {
    label: {
      en: 'Dynamic advanced search',
      'pt-BR': 'Busca Avançada Dinâmica',
      'pt-PT': 'Pesquisa avançada dinâmica',
      ca: 'Cerca avançada dinàmica',
      es: 'Búsqueda avanzada dinámica',
    },
    operations: ['export'],
    category: 'exports',
    section: DATA,
  },
  'reports.basic': {
    label: {
      en: 'Basic reports',
      'pt-BR': 'Relatórios Básicos',
      'pt-PT': 'Relatórios básicos',
      ca: 'Informes bàsics',
      es: 'Informes básicos',
    },
    operations: ['generate'],
    section: DATA,
  },
  'reports.custom': {
    label: {
      en: 'Custom reports',
      'pt-BR': 'Relatórios Personalizados',
      'pt-PT': 'Relatórios personalizados',
      ca: 'Informes personalitzats',
      es: 'Informes personalizados',
    },
    properties: reportProperties,
    operations: ['create', 'update', 'delete', 'bulk-delete', 'export'],
    section: DATA,
  },
  account: {
    label: { en: 'Account', 'pt-BR': 'Conta', 'pt-PT': 'Conta', ca: 'Compte', es: 'Cuenta' },
    properties: accountProperties,
    operations: ['update'],
    mandatory: true,
    category: 'settings',
    section: ADMINISTRATION,
  },
  agents: {
    label: {
      en: 'Agents',
      'pt-BR': 'Atendente',
      'pt-PT': 'Agentes',
      ca: 'Agents',
      es: 'Agentes',
    },
    properties: agentProperties,
    operations: ['create', 'update', 'delete', 'bulk-delete', 'export'],
    mandatory: true,
    category: 'users',
    section: ADMINISTRATION,
  },
}
