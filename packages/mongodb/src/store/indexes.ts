/**
 * Which indexes does the store need, and what is each one for?
 *
 * Every one starts with the tenant. Lists go by time, so their indexes end with the time and the
 * id, which makes paging exact where instants are equal. Fields that few events have are indexed
 * only where they exist. A test proves with `explain` that each filter uses the index named here,
 * without sorting and without reading much more than it returns.
 */
import type { CollectionNames } from './collection-names.ts'

/** One index, as data: the command line reports those that a database lacks. */
export interface AuditIndex {
  readonly name: string
  readonly collection: keyof CollectionNames
  readonly key: Readonly<Record<string, 1 | -1>>
  /** Only documents that have these fields are in the index. */
  readonly onlyWith?: readonly string[]
  /** What would be slow without it. */
  readonly why: string
  /** Filters of `EventFilter`, or readings of `EventStore`, that it serves. */
  readonly serves: readonly string[]
}

const BY_TIME = { 'e.at': -1, _id: -1 } as const
const BY_WRITE = { 'e.ct.t': -1, 'e.ct.n': -1, _id: -1 } as const

/** Every index of the store, as data. */
export const AUDIT_INDEXES: readonly AuditIndex[] = [
  {
    name: 'by_time',
    collection: 'events',
    // The group at the end: members of folded groups are passed over without being read.
    key: { 'e.tenant': 1, ...BY_TIME, 'e.group.id': 1 },
    why: 'the list without filters, periods, counts, and what no other index serves',
    serves: ['tenant', 'from', 'before', 'text', 'withoutGroups'],
  },
  {
    name: 'by_filter_key',
    collection: 'events',
    key: { 'e.tenant': 1, fk: 1, ...BY_TIME, 'e.group.id': 1 },
    why: 'any combination of the filters with few values, as a list of known keys',
    serves: ['places', 'operations', 'actorTypes', 'outcomes', 'severities', 'target'],
  },
  {
    name: 'by_type',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.type': 1, ...BY_TIME },
    why: 'a rare type among frequent ones of the same filter key; categories as lists of types',
    serves: ['types', 'categories'],
  },
  {
    name: 'by_actor_id',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.actor.id': 1, ...BY_TIME },
    onlyWith: ['e.actor.id'],
    why: 'what one person did, by id',
    serves: ['users', 'agents', 'clients', 'scope.actor.id'],
  },
  {
    name: 'by_actor_email',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.actor.email': 1, ...BY_TIME },
    onlyWith: ['e.actor.email'],
    why: 'what one person did, by e-mail',
    serves: ['users', 'agents', 'clients', 'scope.actor.email'],
  },
  {
    name: 'by_actor_name',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.actor.name': 1, ...BY_TIME },
    onlyWith: ['e.actor.name'],
    why: 'what one person did, by name',
    serves: ['users', 'agents', 'clients'],
  },
  {
    name: 'by_ip',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.origin.ip': 1, ...BY_TIME },
    onlyWith: ['e.origin.ip'],
    why: 'everything from one address',
    serves: ['ips'],
  },
  {
    name: 'by_target_id',
    collection: 'events',
    // Type and position at the end: ids of other types, and events that have a database time
    // when only the others are asked for, are passed over without being read.
    key: { 'e.tenant': 1, 'e.target.id': 1, ...BY_TIME, 'e.target.type': 1, 'e.ct.n': 1 },
    onlyWith: ['e.target.id'],
    why: 'what was done to one record, by time',
    serves: ['target', 'clients', 'scope.target', 'clusterTime'],
  },
  {
    name: 'by_target_write',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.target.id': 1, ...BY_WRITE, 'e.target.type': 1 },
    onlyWith: ['e.target.id', 'e.ct.t'],
    why: 'one record’s history in the order of its writes',
    serves: ['findByRecord'],
  },
  {
    name: 'by_target_name',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.target.name': 1, ...BY_TIME },
    onlyWith: ['e.target.name'],
    why: 'what was done to a client, by name',
    serves: ['clients'],
  },
  {
    name: 'by_subject_id',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.subject.id': 1, ...BY_TIME },
    onlyWith: ['e.subject.id'],
    why: 'everything about one person',
    serves: ['clients', 'scope.subject'],
  },
  {
    name: 'by_subject_name',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.subject.name': 1, ...BY_TIME },
    onlyWith: ['e.subject.name'],
    why: 'everything about one person, by name',
    serves: ['clients'],
  },
  {
    name: 'by_related_id',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.related.id': 1, ...BY_TIME },
    onlyWith: ['e.related.id'],
    why: 'what concerns a record without being done to it, by time',
    serves: ['target', 'clients', 'scope.target'],
  },
  {
    name: 'by_related_write',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.related.id': 1, ...BY_WRITE },
    onlyWith: ['e.related.id', 'e.ct.t'],
    why: 'what concerns a record, in the order of writes',
    serves: ['findByRecord'],
  },
  {
    name: 'by_related_name',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.related.name': 1, ...BY_TIME },
    onlyWith: ['e.related.name'],
    why: 'what concerns a client, by name',
    serves: ['clients'],
  },
  {
    name: 'by_group',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.group.id': 1, ...BY_TIME },
    onlyWith: ['e.group.id'],
    why: 'the members of a group',
    serves: ['group'],
  },
  {
    name: 'by_group_position',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.group.id': 1, 'e.group.index': 1 },
    onlyWith: ['e.group.id'],
    why: 'the heads of groups without reading their members',
    serves: ['heads'],
  },
  {
    name: 'by_because',
    collection: 'events',
    key: { 'e.tenant': 1, ...BY_TIME },
    onlyWith: ['e.details.because'],
    why: 'events that stand for what could not be seen, for whoever watches',
    serves: ['intents'],
  },
  {
    name: 'by_token',
    collection: 'events',
    key: { 'e.tenant': 1, 'tk.t': 1, ...BY_TIME },
    onlyWith: ['tk.t'],
    why: 'what a person did whose name, e-mail and address are stored encrypted',
    serves: ['users', 'clients', 'ips', 'scope.actor.email'],
  },
  {
    name: 'by_key',
    collection: 'events',
    key: { 'e.tenant': 1, 'e.sealed': 1 },
    onlyWith: ['e.sealed'],
    why: 'everything that is encrypted under one person’s key, for its erasure',
    serves: ['erasure'],
  },
  {
    name: 'by_tenant',
    collection: 'dictionary',
    key: { tenant: 1 },
    why: 'all known filter keys of a tenant',
    serves: ['seen'],
  },
  {
    name: 'by_tenant_version',
    collection: 'policies',
    key: { tenant: 1, version: -1 },
    why: 'a tenant’s newest policies',
    serves: ['policyVersions'],
  },
  {
    name: 'by_tenant',
    collection: 'batches',
    key: { tenants: 1, _id: 1 },
    why: 'one tenant’s events in the order of the sequence',
    serves: ['sequence'],
  },
  {
    name: 'by_event',
    collection: 'batches',
    // No tenant: ids are unique, and a search for events without a number knows ids only.
    key: { 'events.id': 1 },
    why: 'the number of an event, and whether it has one',
    serves: ['sequence'],
  },
  {
    name: 'by_tenant_name',
    collection: 'last',
    // Names that are hidden are not in it: asking for one costs what asking for any other does.
    key: { tenant: 1, 'name.text': 1 },
    onlyWith: ['name.text'],
    why: 'who is called so now; a tenant’s last values when they are made anew',
    serves: ['lastValues'],
  },
  {
    name: 'by_tenant_due',
    collection: 'requests',
    key: { tenant: 1, state: 1, dueAt: 1, _id: 1 },
    why: 'requests that are to be answered, by their deadline',
    serves: ['requests'],
  },
  {
    name: 'by_tenant_person',
    collection: 'requests',
    key: { tenant: 1, person: 1, openedAt: -1, _id: -1 },
    why: 'one person’s requests',
    serves: ['requests'],
  },
  {
    name: 'by_tenant_opened',
    collection: 'requests',
    key: { tenant: 1, openedAt: -1, _id: -1 },
    why: 'requests of a period',
    serves: ['requests'],
  },
  {
    name: 'by_tenant_token',
    collection: 'last',
    key: { tenant: 1, 'name.t': 1 },
    onlyWith: ['name.t'],
    why: 'the same of names that are stored encrypted',
    serves: ['lastValues'],
  },
]

/** The definition of an index as the server's `createIndexes` takes it. */
export interface IndexDefinition {
  readonly name: string
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly partialFilterExpression?: Readonly<Record<string, { readonly $exists: true }>>
}

/** Returns an index as the server’s `createIndexes` takes it. */
export function indexDefinition({ name, key, onlyWith }: AuditIndex): IndexDefinition {
  if (onlyWith === undefined) return { name, key }
  const exists = onlyWith.map((field) => [field, { $exists: true }] as const)
  return { name, key, partialFilterExpression: Object.fromEntries(exists) }
}

export function indexesOf(collection: keyof CollectionNames): readonly AuditIndex[] {
  return AUDIT_INDEXES.filter((index) => index.collection === collection)
}
