/**
 * How are records of one model told about? The options that `audit.plugin` and
 * `audit.collection` share, checked once and turned into functions.
 */
import type {
  Acknowledgement,
  AuditedModel,
  DurabilityClass,
  LinkMaker,
  PathAnnotation,
  RecordReference,
  StoredRecord,
  StoredValue,
} from '@rastro/core'
import {
  AuditError,
  checkLinkMaker,
  checkOptions,
  checkSafety,
  idText,
  readPath,
} from '@rastro/core'
import {
  annotationsOf,
  NAME_PATHS,
  pathsWith,
  personalModel,
  subjectOfAnnotations,
} from './annotations.ts'
import type { PersonalOptions, Telling } from './annotations.ts'
import { ask, askReference, askReferences } from './ask-application.ts'

/** How the records of one model are told about; every part has a default. */
export interface RecordOptions extends PersonalOptions {
  /** Default: the collection's name. */
  readonly place?: string
  /** What the record is called. Default: the first of `name title subject number email` that it has. */
  readonly name?: Telling<string>
  /** The person it is about: `self`, a path that holds the person's id, or a function. */
  readonly subject?: Telling<RecordReference>
  /** The organization it belongs to. */
  readonly organization?: Telling<string>
  /** Changes below these paths make no event; `*` stands for one segment. */
  readonly ignore?: readonly string[]
  /** Soft deletion: the path whose being set means "in the trash"; `true` for `deleted`, `deletedAt`. */
  readonly trash?: boolean | string
  /** Records whose history shows this one's events too: paths that hold their ids, or a function. */
  readonly related?:
    string | readonly string[] | ((record: StoredRecord) => readonly RecordReference[])
  /**
   * Where in the application a record is, for links on the page: a template such as
   * `/tickets/{id}`, or a function that gives the address.
   */
  readonly url?: LinkMaker
  /** How safely its events are kept. Default: what the audit asks for. */
  readonly class?: DurabilityClass
  /** When a write returns whose events are `standard`. Default: what the audit asks for. */
  readonly ack?: Acknowledgement
}

/** The names of the options, for the check of what a caller passed. */
export const RECORD_OPTIONS = [
  'place',
  'name',
  'subject',
  'organization',
  'ignore',
  'trash',
  'related',
  'url',
  'personal',
  'secret',
  'class',
  'ack',
] as const

/** What else must be known to read the options. */
export interface RecordFacts {
  /** The model's name; with the plain driver, the collection's. */
  readonly type: string
  readonly collectionName: string
  /** The model that an id at this path belongs to, where the schema says so. */
  readonly refAt?: (path: string, record: StoredRecord) => string | undefined
  /** What the schema says of its paths. */
  readonly annotations?: ReadonlyMap<string, PathAnnotation>
}

/**
 * Turns options into what the recorder asks of a model.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 */
export function createAuditedModel(
  where: string,
  options: RecordOptions,
  facts: RecordFacts,
): AuditedModel {
  checkOptions(where, options, RECORD_OPTIONS)
  const { place, name, organization, trash, related, url } = options
  const annotations = annotationsOf(where, options, facts.annotations)
  const subject = options.subject ?? subjectOfAnnotations(annotations)
  const ignore = [...(options.ignore ?? []), ...pathsWith(annotations, 'ignore')]
  check(
    where,
    'place',
    place === undefined || (typeof place === 'string' && place !== ''),
    'a name',
  )
  check(where, 'name', isTelling(name), 'a path or a function')
  check(where, 'subject', isTelling(subject), "'self', a path or a function")
  check(where, 'organization', isTelling(organization), 'a path or a function')
  check(where, 'ignore', isPathList(options.ignore ?? []), 'a list of paths')
  check(
    where,
    'trash',
    trash === undefined || typeof trash === 'boolean' || typeof trash === 'string',
    'true or a path',
  )
  check(where, 'related', isRelated(related), 'a path, a list of paths or a function')
  checkSafety(where, options)
  if (url !== undefined) checkLinkMaker('url', url)
  const isInTrash = trashTest(trash)
  const nameOf = nameTeller(name)
  const subjectOf = subjectTeller(subject, facts, nameOf)
  const relatedOf = relatedTeller(related, facts)
  const organizationOf = organization === undefined ? undefined : textTeller(organization)
  const personal = personalModel(annotations, {
    place: place ?? facts.collectionName,
    subject,
    name,
  })
  return {
    type: facts.type,
    place: place ?? facts.collectionName,
    ignore: ignore.map((path) => path.split('.')),
    nameOf,
    ...(isInTrash === undefined ? {} : { isInTrash }),
    ...(subjectOf === undefined ? {} : { subjectOf }),
    ...(relatedOf === undefined ? {} : { relatedOf }),
    ...(organizationOf === undefined ? {} : { organizationOf }),
    ...(url === undefined ? {} : { url }),
    ...(personal === undefined ? {} : { personal }),
    ...safetyOf(options),
  }
}

function safetyOf({ class: wanted, ack }: RecordOptions): Pick<AuditedModel, 'safety'> {
  if (wanted === undefined && ack === undefined) return {}
  return {
    safety: {
      ...(wanted === undefined ? {} : { class: wanted }),
      ...(ack === undefined ? {} : { ack }),
    },
  }
}

function nameTeller(name: RecordOptions['name']): AuditedModel['nameOf'] {
  if (name !== undefined) return textTeller(name)
  return (record) => {
    for (const path of NAME_PATHS) {
      const text = scalarText(record[path])
      if (text !== undefined && text !== '') return text
    }
    return undefined
  }
}

function textTeller(telling: Telling<string>): (record: StoredRecord) => string | undefined {
  if (typeof telling === 'string') return (record) => scalarText(readPath(record, telling))
  return (record) => scalarText(ask(telling, record))
}

function subjectTeller(
  subject: RecordOptions['subject'],
  facts: RecordFacts,
  nameOf: AuditedModel['nameOf'],
): AuditedModel['subjectOf'] {
  if (subject === undefined) return undefined
  if (typeof subject === 'function') return (record) => askReference(subject, record)
  if (subject === 'self') {
    return (record) => reference(facts.type, record['_id'], nameOf(record))
  }
  // One event is about one person: of a list, the first.
  return (record) => referencesAt(record, subject, facts)[0]
}

function relatedTeller(
  related: RecordOptions['related'],
  facts: RecordFacts,
): AuditedModel['relatedOf'] {
  if (related === undefined) return undefined
  if (typeof related === 'function') return (record) => askReferences(related, record)
  const paths = typeof related === 'string' ? [related] : related
  return (record) => paths.flatMap((path) => referencesAt(record, path, facts))
}

function referencesAt(record: StoredRecord, path: string, facts: RecordFacts): RecordReference[] {
  const found = readPath(record, path)
  const ids = Array.isArray(found) ? (found as StoredValue[]) : [found]
  return ids.flatMap((id) => {
    if (id === undefined || id === null) return []
    return [reference(facts.refAt?.(path, record) ?? path, id, undefined)]
  })
}

function reference(type: string, id: StoredValue, name: string | undefined): RecordReference {
  return { type, id, ...(name === undefined ? {} : { name }) }
}

function trashTest(trash: RecordOptions['trash']): AuditedModel['isInTrash'] {
  if (trash === undefined || trash === false) return undefined
  // `deleted: true` is how mongoose-delete marks a record; a plain `deletedAt` is the other habit.
  const paths = trash === true ? ['deleted', 'deletedAt'] : [trash]
  return (record) => paths.some((path) => isSet(readPath(record, path)))
}

function isSet(value: StoredValue): boolean {
  return value !== undefined && value !== null && value !== false
}

/** Names are for people: text and numbers and ids, nothing nested, nothing long. */
function scalarText(value: StoredValue): string | undefined {
  if (typeof value === 'string') return value.slice(0, MAX_NAME_LENGTH)
  if (value === undefined || value === null || typeof value === 'boolean') return undefined
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && !('_bsontype' in value)) return undefined
  return idText(value).slice(0, MAX_NAME_LENGTH)
}

const MAX_NAME_LENGTH = 256

function isTelling(value: unknown): boolean {
  return (
    value === undefined ||
    typeof value === 'function' ||
    (typeof value === 'string' && value !== '')
  )
}

function isPathList(value: unknown): boolean {
  return Array.isArray(value) && value.every((path) => typeof path === 'string' && path !== '')
}

function isRelated(value: unknown): boolean {
  return isTelling(value) || isPathList(value)
}

function check(where: string, field: string, isFine: boolean, expected: string): void {
  if (isFine) return
  throw new AuditError('AUDIT_OPTION_INVALID', `${where}: option '${field}' must be ${expected}`, {
    field,
  })
}
