/**
 * What does the log say of persons' own requests, and of who looked at their data?
 *
 * Nobody may handle a request, or look at somebody's data, without leaving a trace: both places are
 * mandatory.
 */
import type { EventTypeDefinition, PlaceDefinition } from '../definition.ts'
import type { FullLabels } from '../labels.ts'

const PRIVACY: FullLabels = {
  en: 'Privacy',
  'pt-BR': 'Privacidade',
  'pt-PT': 'Privacidade',
  ca: 'Privadesa',
  es: 'Privacidad',
}

/** Requests, and looks at personal data. */
export const requestPlaces: Readonly<
  Record<string, PlaceDefinition & { readonly label: FullLabels }>
> = {
  'audit.requests': {
    label: {
      en: 'Data-subject requests',
      'pt-BR': 'Solicitações de titulares',
      'pt-PT': 'Pedidos de titulares',
      ca: 'Sol·licituds de persones interessades',
      es: 'Solicitudes de interesados',
    },
    operations: ['create', 'update', 'download'],
    mandatory: true,
    category: 'audit',
    section: PRIVACY,
  },
  'audit.people': {
    label: {
      en: 'Looks at personal data',
      'pt-BR': 'Consultas a dados pessoais',
      'pt-PT': 'Consultas de dados pessoais',
      ca: 'Consultes de dades personals',
      es: 'Consultas de datos personales',
    },
    operations: ['view'],
    mandatory: true,
    category: 'audit',
    section: PRIVACY,
  },
}

type FullType = EventTypeDefinition & { readonly label: FullLabels; readonly sentence: FullLabels }

export const requestTypes: Readonly<Record<string, FullType>> = {
  'audit.request.opened': {
    place: 'audit.requests',
    operation: 'create',
    label: {
      en: 'Data-subject request opened',
      'pt-BR': 'Solicitação de titular aberta',
      'pt-PT': 'Pedido de titular aberto',
      ca: 'Sol·licitud de la persona interessada oberta',
      es: 'Solicitud de interesado abierta',
    },
    sentence: {
      en: '{actor} opened a data-subject request about {subject}',
      'pt-BR': '{actor} abriu uma solicitação de titular sobre {subject}',
      'pt-PT': '{actor} abriu um pedido de titular sobre {subject}',
      ca: '{actor} ha obert una sol·licitud de persona interessada sobre {subject}',
      es: '{actor} abrió una solicitud de interesado sobre {subject}',
    },
  },
  'audit.request.verified': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Identity of a data subject checked',
      'pt-BR': 'Identidade de titular verificada',
      'pt-PT': 'Identidade de titular verificada',
      ca: 'Identitat de la persona interessada comprovada',
      es: 'Identidad de interesado comprobada',
    },
    sentence: {
      en: '{actor} checked the identity behind the request of {subject}',
      'pt-BR': '{actor} verificou a identidade na solicitação de {subject}',
      'pt-PT': '{actor} verificou a identidade no pedido de {subject}',
      ca: '{actor} ha comprovat la identitat en la sol·licitud feta per {subject}',
      es: '{actor} comprobó la identidad en la solicitud de {subject}',
    },
  },
  'audit.request.merged': {
    place: 'audit.requests',
    operation: 'update',
    severity: 'warning',
    label: {
      en: 'Another id added to a data-subject request',
      'pt-BR': 'Outro identificador incluído em uma solicitação de titular',
      'pt-PT': 'Outro identificador incluído num pedido de titular',
      ca: 'Un altre identificador afegit a una sol·licitud de persona interessada',
      es: 'Otro identificador añadido a una solicitud de interesado',
    },
    sentence: {
      en: '{actor} added {details.merged, select, none {another id} other {{details.merged}}} to the request of {subject}',
      'pt-BR':
        '{actor} incluiu {details.merged, select, none {outro identificador} other {{details.merged}}} na solicitação de {subject}',
      'pt-PT':
        '{actor} incluiu {details.merged, select, none {outro identificador} other {{details.merged}}} no pedido de {subject}',
      ca: '{actor} ha afegit {details.merged, select, none {un altre identificador} other {{details.merged}}} a la sol·licitud feta per {subject}',
      es: '{actor} añadió {details.merged, select, none {otro identificador} other {{details.merged}}} a la solicitud de {subject}',
    },
  },
  'audit.request.extended': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Deadline of a data-subject request extended',
      'pt-BR': 'Prazo de solicitação de titular prorrogado',
      'pt-PT': 'Prazo de pedido de titular prorrogado',
      ca: 'Termini de la sol·licitud de la persona interessada prorrogat',
      es: 'Plazo de solicitud de interesado prorrogado',
    },
    sentence: {
      en: '{actor} extended the deadline of the request of {subject}',
      'pt-BR': '{actor} prorrogou o prazo da solicitação de {subject}',
      'pt-PT': '{actor} prorrogou o prazo do pedido de {subject}',
      ca: '{actor} ha prorrogat el termini de la sol·licitud feta per {subject}',
      es: '{actor} prorrogó el plazo de la solicitud de {subject}',
    },
  },
  'audit.request.approved': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Data-subject request approved',
      'pt-BR': 'Solicitação de titular aprovada',
      'pt-PT': 'Pedido de titular aprovado',
      ca: 'Sol·licitud de la persona interessada aprovada',
      es: 'Solicitud de interesado aprobada',
    },
    sentence: {
      en: '{actor} approved the request of {subject}',
      'pt-BR': '{actor} aprovou a solicitação de {subject}',
      'pt-PT': '{actor} aprovou o pedido de {subject}',
      ca: '{actor} ha aprovat la sol·licitud feta per {subject}',
      es: '{actor} aprobó la solicitud de {subject}',
    },
  },
  'audit.request.refused': {
    place: 'audit.requests',
    operation: 'update',
    severity: 'notice',
    label: {
      en: 'Data-subject request refused',
      'pt-BR': 'Solicitação de titular recusada',
      'pt-PT': 'Pedido de titular recusado',
      ca: 'Sol·licitud de la persona interessada denegada',
      es: 'Solicitud de interesado denegada',
    },
    sentence: {
      en: '{actor} refused the request of {subject}',
      'pt-BR': '{actor} recusou a solicitação de {subject}',
      'pt-PT': '{actor} recusou o pedido de {subject}',
      ca: '{actor} ha denegat la sol·licitud feta per {subject}',
      es: '{actor} denegó la solicitud de {subject}',
    },
  },
  'audit.request.completed': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Data-subject request carried out',
      'pt-BR': 'Solicitação de titular atendida',
      'pt-PT': 'Pedido de titular satisfeito',
      ca: 'Sol·licitud de la persona interessada atesa',
      es: 'Solicitud de interesado atendida',
    },
    sentence: {
      en: '{actor} carried out the request of {subject}',
      'pt-BR': '{actor} atendeu a solicitação de {subject}',
      'pt-PT': '{actor} satisfez o pedido de {subject}',
      ca: '{actor} ha atès la sol·licitud feta per {subject}',
      es: '{actor} atendió la solicitud de {subject}',
    },
  },
  'audit.request.withdrawn': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Data-subject request withdrawn',
      'pt-BR': 'Solicitação de titular retirada',
      'pt-PT': 'Pedido de titular retirado',
      ca: 'Sol·licitud de la persona interessada retirada',
      es: 'Solicitud de interesado retirada',
    },
    sentence: {
      en: '{actor} withdrew the request of {subject}',
      'pt-BR': '{actor} retirou a solicitação de {subject}',
      'pt-PT': '{actor} retirou o pedido de {subject}',
      ca: '{actor} ha retirat la sol·licitud feta per {subject}',
      es: '{actor} retiró la solicitud de {subject}',
    },
  },
  'audit.request.link-made': {
    place: 'audit.requests',
    operation: 'update',
    label: {
      en: 'Download link made',
      'pt-BR': 'Link de download criado',
      'pt-PT': 'Ligação de transferência criada',
      ca: 'Enllaç de baixada creat',
      es: 'Enlace de descarga creado',
    },
    sentence: {
      en: '{actor} made a new download link for {subject}',
      'pt-BR': '{actor} criou um novo link de download para {subject}',
      'pt-PT': '{actor} criou uma nova ligação de transferência para {subject}',
      ca: '{actor} ha creat un enllaç de baixada nou per a {subject}',
      es: '{actor} creó un nuevo enlace de descarga para {subject}',
    },
  },
  'audit.request.downloaded': {
    place: 'audit.requests',
    operation: 'download',
    label: {
      en: 'Personal data downloaded',
      'pt-BR': 'Dados pessoais baixados',
      'pt-PT': 'Dados pessoais transferidos',
      ca: 'Dades personals baixades',
      es: 'Datos personales descargados',
    },
    sentence: {
      en: '{actor} downloaded the personal data of {subject}',
      'pt-BR': '{actor} baixou os dados pessoais de {subject}',
      'pt-PT': '{actor} transferiu os dados pessoais de {subject}',
      ca: '{actor} ha baixat les dades personals: {subject}',
      es: '{actor} descargó los datos personales de {subject}',
    },
  },
  'audit.person.viewed': {
    place: 'audit.people',
    operation: 'view',
    label: {
      en: "A person's data looked at",
      'pt-BR': 'Dados de uma pessoa consultados',
      'pt-PT': 'Dados de uma pessoa consultados',
      ca: "Dades d'una persona consultades",
      es: 'Datos de una persona consultados',
    },
    sentence: {
      en: '{actor} looked at the data of {subject}{details.purpose, select, none {} other {: {details.purpose}}}',
      'pt-BR':
        '{actor} consultou os dados de {subject}{details.purpose, select, none {} other {: {details.purpose}}}',
      'pt-PT':
        '{actor} consultou os dados de {subject}{details.purpose, select, none {} other {: {details.purpose}}}',
      ca: '{actor} ha consultat dades personals: {subject}{details.purpose, select, none {} other {: {details.purpose}}}',
      es: '{actor} consultó los datos de {subject}{details.purpose, select, none {} other {: {details.purpose}}}',
    },
  },
}
