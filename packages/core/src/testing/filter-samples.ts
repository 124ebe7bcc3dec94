/** Which events, and which filters over them, tell a right store from a wrong one? */
import type { StoredEvent } from '../event/event.ts'
import type { EventFilter } from '../ports/filter.ts'
import { sampleEvent, secondsAfterNoon } from './sample-events.ts'
import type { EventSample } from './sample-events.ts'
import type { ConformanceValues } from './conformance-suite.ts'

const ANA = '65f0a1b2c3d4e5f6a7b8c9d0'
const BIA = '3f2b8c1e-7a64-4d0b-9b1e-2c5d6e7f8a90'
const PRINTER = '65f0a1b2c3d4e5f6a7b8c9d1'
const LONG_ID = '9007199254740993'

/** Events by a name that the expectations below use. */
export function filterSamples(values: ConformanceValues): Readonly<Record<string, EventSample>> {
  const ana = { id: values.objectId(ANA), name: 'Ana Prado', email: 'ana@example.com' }
  const julia = { type: 'Client', id: values.int(42), name: 'Júlia Câmara' }
  const printer = { type: 'Ticket', id: values.objectId(PRINTER), name: 'Printer (3rd floor)' }
  return {
    update: {
      at: secondsAfterNoon(0),
      actor: { type: 'agent', ...ana },
      target: printer,
      subject: julia,
      origin: { ip: '192.0.2.10' },
    },
    delete: {
      at: secondsAfterNoon(1),
      type: 'tickets.deleted',
      operation: 'delete',
      severity: 'notice',
      actor: { type: 'agent', ...ana },
      target: printer,
      origin: { ip: '2001:db8::7' },
    },
    signIn: {
      at: secondsAfterNoon(2),
      type: 'auth.login',
      operation: 'login',
      place: 'auth',
      category: 'security',
      actor: { type: 'client', id: values.uuid(BIA), name: 'Bia Nunes', email: 'bia@example.com' },
      origin: { ip: '198.51.100.7' },
    },
    failedSignIn: {
      at: secondsAfterNoon(3),
      type: 'auth.login-failed',
      operation: 'login-failed',
      place: 'auth',
      category: 'security',
      severity: 'warning',
      outcome: 'failure',
      reason: 'Senha incorreta: ação NEGADA',
      actor: { type: 'anonymous' },
      origin: { ip: '198.51.100.7' },
    },
    imported: {
      at: secondsAfterNoon(4),
      type: 'clients.created',
      operation: 'create',
      place: 'clients',
      actor: { type: 'app', name: 'Importer' },
      target: { type: 'Client', id: values.long(LONG_ID), name: 'Renée Ωμέγας' },
    },
    exported: {
      at: secondsAfterNoon(5),
      type: 'clients.exported',
      operation: 'export',
      place: 'clients',
      category: 'exports',
      actor: { type: 'app', name: 'Exporter' },
      account: { id: 'a-1', name: 'Ho\u0301lding' },
    },
    unnamedApp: {
      at: secondsAfterNoon(6),
      type: 'clients.exported',
      operation: 'export',
      place: 'clients',
      category: 'exports',
      outcome: 'denied',
      severity: 'critical',
      actor: { type: 'app' },
    },
    chat: {
      at: secondsAfterNoon(7),
      type: 'chats.updated',
      place: 'chats',
      actor: { type: 'system' },
      target: { type: 'Chat', id: 'c-7', name: 'A chat' },
      related: [printer, julia],
    },
    byClient: {
      at: secondsAfterNoon(8),
      type: 'portal.updated',
      place: 'portal',
      actor: {
        type: 'client',
        id: values.int(42),
        name: 'Júlia Câmara',
        email: 'julia@example.com',
      },
      target: { type: 'Profile', id: values.double(2.5), name: 'c-7' },
    },
    namesake: {
      at: secondsAfterNoon(9),
      type: 'chats.updated',
      place: 'chats',
      actor: { type: 'org-manager', id: ANA, name: 'Ana Prado' },
      target: { type: 'Chat', id: values.int(42) },
    },
    head: {
      at: secondsAfterNoon(10),
      type: 'tickets.bulk-deleted',
      operation: 'bulk-delete',
      actor: { type: 'agent', ...ana },
      group: { id: 'g-1' },
      details: { counts: { tickets: 1 } },
    },
    member: {
      at: secondsAfterNoon(10),
      type: 'tickets.deleted',
      operation: 'bulk-delete',
      actor: { type: 'agent', ...ana },
      target: { type: 'Ticket', id: 'last', name: 'The last one' },
      group: { id: 'g-1', index: 0 },
    },
  }
}

/** Returns the samples as events of one tenant, by name. */
export function filterEvents(
  tenant: string,
  values: ConformanceValues,
): ReadonlyMap<string, StoredEvent> {
  const samples = Object.entries(filterSamples(values))
  return new Map(samples.map(([name, sample]) => [name, sampleEvent(tenant, sample)]))
}

export interface FilterCase {
  readonly claim: string
  readonly filter: Omit<EventFilter, 'tenant'>
  /** Names of the events that match. */
  readonly matches: readonly string[]
}

const ALL = Object.keys(filterSamples(fakeValues()))

/** One filter each; the suite also combines every two of them. */
export const FILTER_CASES: readonly FilterCase[] = [
  { claim: 'no filter matches everything', filter: {}, matches: ALL },
  {
    claim: '`from` is inclusive',
    filter: { from: secondsAfterNoon(10) },
    matches: ['head', 'member'],
  },
  {
    claim: '`before` is exclusive',
    filter: { before: secondsAfterNoon(2) },
    matches: ['update', 'delete'],
  },
  {
    claim: 'one place',
    filter: { places: ['auth'] },
    matches: ['signIn', 'failedSignIn'],
  },
  {
    claim: 'several places',
    filter: { places: ['auth', 'chats'] },
    matches: ['signIn', 'failedSignIn', 'chat', 'namesake'],
  },
  { claim: 'a place nobody saw', filter: { places: ['nowhere'] }, matches: [] },
  { claim: 'an empty list is met by nothing', filter: { places: [] }, matches: [] },
  {
    claim: 'an operation',
    filter: { operations: ['export', 'delete'] },
    matches: ['delete', 'exported', 'unnamedApp'],
  },
  {
    claim: 'an event type',
    filter: { types: ['tickets.deleted', 'auth.login'] },
    matches: ['delete', 'signIn', 'member'],
  },
  {
    claim: 'a category',
    filter: { categories: ['security'] },
    matches: ['signIn', 'failedSignIn'],
  },
  {
    claim: 'a severity',
    filter: { severities: ['warning', 'critical'] },
    matches: ['failedSignIn', 'unnamedApp'],
  },
  {
    claim: 'an outcome',
    filter: { outcomes: ['denied', 'failure'] },
    matches: ['failedSignIn', 'unnamedApp'],
  },
  {
    claim: 'an actor type',
    filter: { actorTypes: ['client', 'system'] },
    matches: ['signIn', 'chat', 'byClient'],
  },
  {
    claim: 'one named app',
    filter: { actorTypes: ['app:Importer'] },
    matches: ['imported'],
  },
  {
    claim: 'every app',
    filter: { actorTypes: ['app'] },
    matches: ['imported', 'exported', 'unnamedApp'],
  },
  {
    claim: 'a user by name',
    filter: { users: ['Ana Prado'] },
    matches: ['update', 'delete', 'namesake', 'head', 'member'],
  },
  {
    claim: 'a user by e-mail',
    filter: { users: ['ana@example.com'] },
    matches: ['update', 'delete', 'head', 'member'],
  },
  {
    claim: 'a user by the text of an ObjectId, or by a text id that reads the same',
    filter: { users: [ANA] },
    matches: ['update', 'delete', 'namesake', 'head', 'member'],
  },
  { claim: 'a user by UUID', filter: { users: [BIA] }, matches: ['signIn'] },
  {
    claim: 'a user by UUID in capitals',
    filter: { users: [BIA.toUpperCase()] },
    matches: ['signIn'],
  },
  { claim: 'a user by int', filter: { users: ['42'] }, matches: ['byClient'] },
  { claim: 'no user by part of a name', filter: { users: ['Ana'] }, matches: [] },
  {
    claim: 'several users',
    filter: { users: ['bia@example.com', 'Exporter'] },
    matches: ['signIn', 'exported'],
  },
  {
    claim: 'an agent, and nobody else of that name',
    filter: { agents: ['Ana Prado'] },
    matches: ['update', 'delete', 'head', 'member'],
  },
  {
    claim: 'an agent by id',
    filter: { agents: [ANA] },
    matches: ['update', 'delete', 'head', 'member'],
  },
  { claim: 'a client is no agent', filter: { agents: ['Bia Nunes'] }, matches: [] },
  {
    claim: 'a client who acted, was the subject, or was related, by name',
    filter: { clients: ['Júlia Câmara'] },
    matches: ['update', 'chat', 'byClient'],
  },
  {
    claim: 'a client by e-mail',
    filter: { clients: ['julia@example.com'] },
    matches: ['byClient'],
  },
  {
    claim: 'a client by int',
    filter: { clients: ['42'] },
    matches: ['update', 'chat', 'byClient', 'namesake'],
  },
  {
    claim: 'a client as target, by a long beyond 2^53',
    filter: { clients: [LONG_ID] },
    matches: ['imported'],
  },
  { claim: 'no neighbour of that long', filter: { clients: ['9007199254740992'] }, matches: [] },
  { claim: 'a target by double', filter: { clients: ['2.5'] }, matches: ['byClient'] },
  {
    claim: 'an id that is a name elsewhere',
    filter: { clients: ['c-7'] },
    matches: ['chat', 'byClient'],
  },
  { claim: 'an agent is no client', filter: { clients: ['ana@example.com'] }, matches: [] },
  {
    claim: 'an IP address',
    filter: { ips: ['198.51.100.7', '2001:db8::7'] },
    matches: ['delete', 'signIn', 'failedSignIn'],
  },
  {
    claim: 'a record, and what is related to it',
    filter: { target: { type: 'Ticket', id: PRINTER } },
    matches: ['update', 'delete', 'chat'],
  },
  {
    claim: 'records of one type, and what is related to them',
    filter: { target: { type: 'Ticket' } },
    matches: ['update', 'delete', 'chat', 'member'],
  },
  {
    claim: 'no record of another type with that id',
    filter: { target: { type: 'Client', id: PRINTER } },
    matches: [],
  },
  {
    claim: 'type and id of the same related record, not of two',
    filter: { target: { type: 'Ticket', id: '42' } },
    matches: [],
  },
  { claim: 'a group', filter: { group: 'g-1' }, matches: ['head', 'member'] },
  {
    claim: 'text without its accents',
    filter: { text: 'julia' },
    matches: ['update', 'chat', 'byClient'],
  },
  {
    claim: 'text in capitals',
    filter: { text: 'CÂMARA' },
    matches: ['update', 'chat', 'byClient'],
  },
  {
    claim: 'text with accents where there are none',
    filter: { text: 'prínter' },
    matches: ['update', 'delete', 'chat'],
  },
  {
    claim: 'text with its accents apart',
    filter: { text: 'Ju\u0301lia' },
    matches: ['update', 'chat', 'byClient'],
  },
  { claim: 'text in a reason', filter: { text: 'acao negada' }, matches: ['failedSignIn'] },
  { claim: 'all words, wherever they stand', filter: { text: 'chat julia' }, matches: ['chat'] },
  { claim: 'text in a type', filter: { text: 'bulk-deleted' }, matches: ['head'] },
  {
    claim: 'text whose accents stand apart where it is stored',
    filter: { text: 'holding' },
    matches: ['exported'],
  },
  { claim: 'text in Greek', filter: { text: 'ΩΜΕΓΑΣ' }, matches: ['imported'] },
  {
    claim: 'text with signs that a pattern would read',
    filter: { text: '(3rd' },
    matches: ['update', 'delete', 'chat'],
  },
  { claim: 'no text by pattern', filter: { text: 'j.*a' }, matches: [] },
  { claim: 'everything but looks at the log', filter: { withoutLooks: true }, matches: ALL },
  { claim: 'text of spaces is no filter', filter: { text: '  ' }, matches: ALL },
  {
    claim: 'a scope on a record',
    filter: { scope: { target: { type: 'Ticket', id: PRINTER } } },
    matches: ['update', 'delete', 'chat'],
  },
  {
    claim: 'a scope on a kind of record',
    filter: { scope: { target: { type: 'Chat' } } },
    matches: ['chat', 'namesake'],
  },
  {
    claim: 'a scope on a subject',
    filter: { scope: { subject: { type: 'Client', id: '42' } } },
    matches: ['update'],
  },
  {
    claim: 'a scope on an actor’s id',
    filter: { scope: { actor: { id: BIA } } },
    matches: ['signIn'],
  },
  {
    claim: 'a scope on an actor’s e-mail',
    filter: { scope: { actor: { email: 'ana@example.com' } } },
    matches: ['update', 'delete', 'head', 'member'],
  },
  {
    claim: 'a scope whose parts must all hold',
    filter: { scope: { actor: { id: ANA, email: 'ana@example.com' }, target: { type: 'Ticket' } } },
    matches: ['update', 'delete', 'member'],
  },
]

function fakeValues(): ConformanceValues {
  const none = (): undefined => undefined
  return { objectId: none, uuid: none, int: none, long: none, double: none, decimal: none }
}
