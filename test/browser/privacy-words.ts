/** What do persons and those who answer them read, in each language, as far as a test clicks it? */
import type { Language } from 'rastro'

export interface PrivacyWords {
  /** On the person's own page. */
  readonly own: {
    readonly language: string
    readonly title: string
    readonly held: string
    readonly copy: RegExp
    readonly correction: RegExp
    readonly erasure: RegExp
    readonly message: string
    readonly send: string
    readonly waiting: string
    readonly done: string
    readonly refused: string
    readonly download: string
    readonly linkUsed: string
    readonly back: string
    readonly review: string
    readonly complaint: RegExp
  }
  /** On the screens of those who answer. */
  readonly officer: {
    readonly requests: string
    readonly open: string
    readonly copy: string
    readonly correction: string
    readonly erasure: string
    readonly objection: string
    readonly kind: string
    readonly personId: string
    readonly proof: string
    readonly verify: string
    readonly method: string
    readonly approve: string
    readonly refuse: string
    readonly complete: string
    readonly erase: string
    readonly reason: string
    readonly basis: string
    readonly note: string
    readonly confirm: (end: string) => string
    readonly toCheck: string
    readonly toDecide: string
    readonly toDo: string
    readonly done: string
    readonly refused: string
    readonly held: RegExp
    readonly certificate: string
    readonly allEvents: string
    readonly erased: RegExp
  }
}

const en: PrivacyWords = {
  own: {
    language: 'English',
    title: 'My data',
    held: 'What is recorded about you',
    copy: /^A copy of my data/,
    correction: /^Something corrected/,
    erasure: /^My data erased/,
    message: 'Message (if you like)',
    send: 'Send request',
    waiting: 'Waiting for an answer',
    done: 'Done',
    refused: 'Refused',
    download: 'Download my data',
    linkUsed: 'This link does not count any more. You can make another one with your request.',
    back: 'Back to my data',
    review: 'Review of the audit trail',
    complaint: /you can complain to the data protection authority/,
  },
  officer: {
    requests: 'Requests',
    open: 'Open a request',
    copy: 'Copy of the data',
    correction: 'Correction',
    erasure: 'Erasure',
    objection: 'Objection',
    kind: 'Asked for',
    personId: 'The person’s id',
    proof: 'Proof',
    verify: 'Confirm identity',
    method: 'How the identity was checked',
    approve: 'Approve',
    refuse: 'Refuse',
    complete: 'Mark as done',
    erase: 'Erase now',
    reason: 'Reason',
    basis: 'Legal basis',
    note: 'Note',
    confirm: (end) => `Type ${end} to confirm`,
    toCheck: 'Identity to be checked',
    toDecide: 'To be decided',
    toDo: 'To be carried out',
    done: 'Done',
    refused: 'Refused',
    held: /^A legal hold keeps this person’s data/,
    certificate: 'Certificate',
    allEvents: 'All events of this record',
    erased: /erased/,
  },
}

const ptBR: PrivacyWords = {
  own: {
    language: 'Português (Brasil)',
    title: 'Meus dados',
    held: 'O que está registrado sobre você',
    copy: /^Uma cópia dos meus dados/,
    correction: /^A correção de algo/,
    erasure: /^A eliminação dos meus dados/,
    message: 'Mensagem (se quiser)',
    send: 'Enviar solicitação',
    waiting: 'Aguardando resposta',
    done: 'Concluída',
    refused: 'Recusada',
    download: 'Baixar meus dados',
    linkUsed: 'Este link não vale mais. Você pode criar outro na sua solicitação.',
    back: 'Voltar para meus dados',
    review: 'Revisão da trilha de auditoria',
    complaint: /reclamar à autoridade de proteção de dados/,
  },
  officer: {
    requests: 'Solicitações',
    open: 'Abrir solicitação',
    copy: 'Cópia dos dados',
    correction: 'Correção',
    erasure: 'Eliminação',
    objection: 'Oposição',
    kind: 'Solicitado',
    personId: 'Identificador da pessoa',
    proof: 'Comprovação',
    verify: 'Confirmar identidade',
    method: 'Como a identidade foi verificada',
    approve: 'Aprovar',
    refuse: 'Recusar',
    complete: 'Marcar como concluída',
    erase: 'Eliminar agora',
    reason: 'Motivo',
    basis: 'Base legal',
    note: 'Observação',
    confirm: (end) => `Digite ${end} para confirmar`,
    toCheck: 'Verificar identidade',
    toDecide: 'A decidir',
    toDo: 'A executar',
    done: 'Concluída',
    refused: 'Recusada',
    held: /^Uma retenção legal mantém os dados/,
    certificate: 'Certificado',
    allEvents: 'Todos os eventos deste registro',
    erased: /eliminado/,
  },
}

const ptPT: PrivacyWords = {
  own: {
    language: 'Português (Portugal)',
    title: 'Os meus dados',
    held: 'O que está registado sobre si',
    copy: /^Uma cópia dos meus dados/,
    correction: /^A retificação de algo/,
    erasure: /^O apagamento dos meus dados/,
    message: 'Mensagem (se quiser)',
    send: 'Enviar pedido',
    waiting: 'A aguardar resposta',
    done: 'Concluído',
    refused: 'Recusado',
    download: 'Transferir os meus dados',
    linkUsed: 'Esta ligação já não é válida. Pode criar outra no seu pedido.',
    back: 'Voltar aos meus dados',
    review: 'Revisão do registo de auditoria',
    complaint: /apresentar reclamação à autoridade de proteção de dados/,
  },
  officer: {
    requests: 'Pedidos',
    open: 'Abrir pedido',
    copy: 'Cópia dos dados',
    correction: 'Retificação',
    erasure: 'Apagamento',
    objection: 'Oposição',
    kind: 'Pedido',
    personId: 'Identificador da pessoa',
    proof: 'Comprovativo',
    verify: 'Confirmar identidade',
    method: 'Como a identidade foi verificada',
    approve: 'Aprovar',
    refuse: 'Recusar',
    complete: 'Marcar como concluído',
    erase: 'Apagar agora',
    reason: 'Motivo',
    basis: 'Fundamento legal',
    note: 'Nota',
    confirm: (end) => `Escreva ${end} para confirmar`,
    toCheck: 'Verificar identidade',
    toDecide: 'A decidir',
    toDo: 'A executar',
    done: 'Concluído',
    refused: 'Recusado',
    held: /^Uma retenção legal mantém os dados/,
    certificate: 'Certificado',
    allEvents: 'Todos os eventos deste registo',
    erased: /apagado/,
  },
}

const ca: PrivacyWords = {
  own: {
    language: 'Català',
    title: 'Les meves dades',
    held: 'Què hi ha registrat sobre vostè',
    copy: /^Una còpia de les meves dades/,
    correction: /^La rectificació d’alguna cosa/,
    erasure: /^La supressió de les meves dades/,
    message: 'Missatge (si ho desitja)',
    send: 'Envia la sol·licitud',
    waiting: 'Pendent de resposta',
    done: 'Feta',
    refused: 'Denegada',
    download: 'Baixa les meves dades',
    linkUsed: 'Aquest enllaç ja no val. En pot crear un altre a la seva sol·licitud.',
    back: 'Torna a les meves dades',
    review: 'Revisió del registre d’auditoria',
    complaint: /reclamar davant l’autoritat de protecció de dades/,
  },
  officer: {
    requests: 'Sol·licituds',
    open: 'Obre una sol·licitud',
    copy: 'Còpia de les dades',
    correction: 'Rectificació',
    erasure: 'Supressió',
    objection: 'Oposició',
    kind: 'Què demana',
    personId: 'Identificador de la persona',
    proof: 'Prova',
    verify: 'Confirma la identitat',
    method: 'Com s’ha comprovat la identitat',
    approve: 'Aprova',
    refuse: 'Denega',
    complete: 'Marca com a feta',
    erase: 'Suprimeix ara',
    reason: 'Motiu',
    basis: 'Base legal',
    note: 'Nota',
    confirm: (end) => `Escrigui ${end} per confirmar`,
    toCheck: 'Identitat per comprovar',
    toDecide: 'Per decidir',
    toDo: 'Per executar',
    done: 'Feta',
    refused: 'Denegada',
    held: /^Una retenció legal conserva les dades/,
    certificate: 'Certificat',
    allEvents: "Tots els esdeveniments d'aquest registre",
    erased: /suprimit/,
  },
}

const es: PrivacyWords = {
  own: {
    language: 'Español',
    title: 'Mis datos',
    held: 'Qué está registrado sobre usted',
    copy: /^Una copia de mis datos/,
    correction: /^La rectificación de algo/,
    erasure: /^La supresión de mis datos/,
    message: 'Mensaje (si lo desea)',
    send: 'Enviar solicitud',
    waiting: 'Pendiente de respuesta',
    done: 'Hecha',
    refused: 'Denegada',
    download: 'Descargar mis datos',
    linkUsed: 'Este enlace ya no vale. Puede crear otro en su solicitud.',
    back: 'Volver a mis datos',
    review: 'Revisión del registro de auditoría',
    complaint: /reclamar ante la autoridad de protección de datos/,
  },
  officer: {
    requests: 'Solicitudes',
    open: 'Abrir solicitud',
    copy: 'Copia de los datos',
    correction: 'Rectificación',
    erasure: 'Supresión',
    objection: 'Oposición',
    kind: 'Qué pide',
    personId: 'Identificador de la persona',
    proof: 'Prueba',
    verify: 'Confirmar identidad',
    method: 'Cómo se comprobó la identidad',
    approve: 'Aprobar',
    refuse: 'Denegar',
    complete: 'Marcar como hecha',
    erase: 'Suprimir ahora',
    reason: 'Motivo',
    basis: 'Base legal',
    note: 'Nota',
    confirm: (end) => `Escriba ${end} para confirmar`,
    toCheck: 'Identidad por comprobar',
    toDecide: 'Por decidir',
    toDo: 'Por ejecutar',
    done: 'Hecha',
    refused: 'Denegada',
    held: /^Una retención legal conserva los datos/,
    certificate: 'Certificado',
    allEvents: 'Todos los eventos de este registro',
    erased: /suprimido/,
  },
}

export const PRIVACY_WORDS: Readonly<Record<Language, PrivacyWords>> = {
  en,
  'pt-BR': ptBR,
  'pt-PT': ptPT,
  ca,
  es,
}
