/**
 * What are the details called that the suite itself records?
 *
 * Details of an application's own event types keep their names: nobody said what they are called.
 */
import { LANGUAGES, label } from '@rastro/core'
import type { Wording } from './event-json.ts'

type Words = readonly [en: string, ptBR: string, ptPT: string, ca: string, es: string]

const WORDS: Readonly<Record<string, Words>> = {
  at: ['As it was at', 'Como era em', 'Como era em', 'Com era el', 'Cómo era el'],
  attempt: ['Attempt', 'Tentativa', 'Tentativa', 'Intent', 'Intento'],
  backupsUntil: [
    'In backups of the keys until',
    'Em backups das chaves até',
    'Em cópias de segurança das chaves até',
    'En còpies de seguretat de les claus fins al',
    'En copias de seguridad de las claves hasta',
  ],
  basis: ['Legal basis', 'Base legal', 'Fundamento legal', 'Base legal', 'Base legal'],
  because: ['Because of', 'Por causa de', 'Por causa de', 'A causa de', 'A causa de'],
  by: ['Opened by', 'Aberta por', 'Aberto por', 'Oberta per', 'Abierta por'],
  bytes: ['Bytes', 'Bytes', 'Bytes', 'Bytes', 'Bytes'],
  call: ['Call', 'Chamada', 'Chamada', 'Crida', 'Llamada'],
  cause: ['Cause', 'Causa', 'Causa', 'Causa', 'Causa'],
  certificates: ['Certificates', 'Certificados', 'Certificados', 'Certificats', 'Certificados'],
  count: ['Number', 'Quantidade', 'Quantidade', 'Nombre', 'Cantidad'],
  counts: [
    'Number in each place',
    'Quantidade por local',
    'Quantidade por local',
    'Nombre per lloc',
    'Cantidad por lugar',
  ],
  door: ['Seen in', 'Visto em', 'Visto em', 'Vist a', 'Visto en'],
  due: ['Due', 'Prazo', 'Prazo', 'Termini', 'Plazo'],
  email: ['E-mail', 'E-mail', 'E-mail', 'Correu electrònic', 'Correo electrónico'],
  events: [
    'Events made unreadable',
    'Eventos tornados ilegíveis',
    'Eventos tornados ilegíveis',
    'Esdeveniments fets il·legibles',
    'Eventos hechos ilegibles',
  ],
  filter: ['Filter', 'Filtro', 'Filtro', 'Filtre', 'Filtro'],
  format: ['Format', 'Formato', 'Formato', 'Format', 'Formato'],
  id: ['Id', 'Id', 'Id', 'Id', 'Id'],
  identity: ['Identity', 'Identidade', 'Identidade', 'Identitat', 'Identidad'],
  keysDestroyed: [
    'Keys destroyed',
    'Chaves destruídas',
    'Chaves destruídas',
    'Claus destruïdes',
    'Claves destruidas',
  ],
  kind: ['Asked for', 'Solicitado', 'Pedido', 'Què demana', 'Qué pide'],
  language: ['Language', 'Idioma', 'Idioma', 'Llengua', 'Idioma'],
  limit: ['Limit', 'Limite', 'Limite', 'Límit', 'Límite'],
  merged: [
    'Id added',
    'Identificador incluído',
    'Identificador incluído',
    'Identificador afegit',
    'Identificador añadido',
  ],
  method: ['Method', 'Método', 'Método', 'Mètode', 'Método'],
  place: ['Place', 'Local', 'Local', 'Lloc', 'Lugar'],
  preset: ['Columns', 'Colunas', 'Colunas', 'Columnes', 'Columnas'],
  purpose: ['Purpose', 'Finalidade', 'Finalidade', 'Finalitat', 'Finalidad'],
  reason: ['Reason', 'Motivo', 'Motivo', 'Motiu', 'Motivo'],
  result: ['Result', 'Resultado', 'Resultado', 'Resultat', 'Resultado'],
  rows: ['Rows', 'Linhas', 'Linhas', 'Files', 'Filas'],
  rule: [
    'Rule of the deadline',
    'Regra do prazo',
    'Regra do prazo',
    'Regla del termini',
    'Regla del plazo',
  ],
  sequencedUpTo: [
    'Complete up to',
    'Completo até',
    'Completo até',
    'Complet fins a',
    'Completo hasta',
  ],
  state: ['State', 'Situação', 'Estado', 'Estat', 'Estado'],
  tokensRemoved: [
    'Search entries removed',
    'Entradas de busca removidas',
    'Entradas de pesquisa removidas',
    'Entrades de cerca eliminades',
    'Entradas de búsqueda eliminadas',
  ],
  type: ['Type', 'Tipo', 'Tipo', 'Tipus', 'Tipo'],
  unsealed: [
    'Events from before encryption, kept',
    'Eventos anteriores à cifragem, mantidos',
    'Eventos anteriores à cifragem, mantidos',
    'Esdeveniments d’abans del xifratge, conservats',
    'Eventos de antes del cifrado, conservados',
  ],
  version: ['Version', 'Versão', 'Versão', 'Versió', 'Versión'],
}

/** Keys of a query, below `filter`. */
const FILTER_WORDS: Readonly<Record<string, Words>> = {
  agent: ['Agent', 'Agente', 'Agente', 'Agent', 'Agente'],
  cat: ['Category', 'Categoria', 'Categoria', 'Categoria', 'Categoría'],
  client: ['Client', 'Cliente', 'Cliente', 'Client', 'Cliente'],
  from: ['From', 'De', 'De', 'Des de', 'Desde'],
  group: [
    'Operation over many records',
    'Operação sobre vários registros',
    'Operação sobre vários registos',
    'Operació sobre molts registres',
    'Operación sobre muchos registros',
  ],
  ip: ['IP address', 'Endereço IP', 'Endereço IP', 'Adreça IP', 'Dirección IP'],
  looks: [
    'With looks at the log',
    'Com consultas ao log',
    'Com consultas ao registo',
    'Amb consultes al registre',
    'Con consultas al registro',
  ],
  op: ['Operation', 'Operação', 'Operação', 'Operació', 'Operación'],
  p: ['Period', 'Período', 'Período', 'Període', 'Período'],
  place: ['Place', 'Local', 'Local', 'Lloc', 'Lugar'],
  q: ['Search', 'Busca', 'Pesquisa', 'Cerca', 'Búsqueda'],
  res: ['Result', 'Resultado', 'Resultado', 'Resultat', 'Resultado'],
  sev: ['Severity', 'Gravidade', 'Gravidade', 'Gravetat', 'Gravedad'],
  tid: ['Record ID', 'ID do registro', 'ID do registo', 'ID del registre', 'ID del registro'],
  to: ['To', 'Até', 'Até', 'Fins a', 'Hasta'],
  tt: [
    'Record type',
    'Tipo de registro',
    'Tipo de registo',
    'Tipus de registre',
    'Tipo de registro',
  ],
  type: [
    'Event type',
    'Tipo de evento',
    'Tipo de evento',
    "Tipus d'esdeveniment",
    'Tipo de evento',
  ],
  user: ['User', 'Usuário', 'Utilizador', 'Usuari', 'Usuario'],
  ut: ['User type', 'Tipo de usuário', 'Tipo de utilizador', "Tipus d'usuari", 'Tipo de usuario'],
}

/** Of a record, below `cause`. */
const RECORD_WORDS: Readonly<Record<string, Words>> = {
  id: ['id', 'id', 'id', 'id', 'id'],
  name: ['name', 'nome', 'nome', 'nom', 'nombre'],
  type: ['type', 'tipo', 'tipo', 'tipus', 'tipo'],
}

/** Names of details by their paths (`filter.place`), of those that have one. */
export function detailLabels(
  details: Readonly<Record<string, unknown>>,
  { catalog, language }: Wording,
): Readonly<Record<string, string>> {
  const at = LANGUAGES.indexOf(language)
  const wordIn =
    (words: Readonly<Record<string, Words>>) =>
    (key: string): string | undefined =>
      Object.hasOwn(words, key) ? words[key]?.[at] : undefined
  const placeName = (place: string): string | undefined => {
    const labels = catalog.places.get(place)?.label
    return labels === undefined ? undefined : label(labels, language)
  }
  const inner = new Map([
    ['cause', wordIn(RECORD_WORDS)],
    ['counts', placeName],
    ['filter', wordIn(FILTER_WORDS)],
  ])
  const found: [path: string, label: string][] = []
  for (const [key, value] of Object.entries(details)) {
    const own = wordIn(WORDS)(key)
    if (own === undefined) continue
    found.push([key, own])
    const nameOf = inner.get(key)
    if (nameOf === undefined || typeof value !== 'object' || value === null) continue
    for (const name of Object.keys(value)) {
      const word = nameOf(name)
      if (word !== undefined) found.push([`${key}.${name}`, word])
    }
  }
  return Object.fromEntries(found)
}
