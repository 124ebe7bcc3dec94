/**
 * What do the options and the schema together say of a model's personal data and secrets?
 *
 * Options come before the schema, path by path.
 */
import type { PathAnnotation, PersonalModel, RecordReference, StoredRecord } from '@rastro/core'
import { AuditError, checkAnnotation, describeKind, isPersonalName } from '@rastro/core'

/** A path in the record (`address.city`), or a function of the stored record. */
export type Telling<T> = string | ((record: StoredRecord) => T | undefined)

/** What options say of a model's data. */
export interface PersonalOptions {
  /**
   * Data about a person: paths, or paths with what is to be said of each. `sensitive: true` beside
   * a path hides the last value too.
   */
  readonly personal?: readonly string[] | Readonly<Record<string, true | PathAnnotation>>
  /** Paths whose values never enter an event. */
  readonly secret?: readonly string[]
}

/** What a record is called where nobody says: the first of these that it has. */
export const NAME_PATHS = ['name', 'title', 'subject', 'number', 'email']

/** Whose record it is, and what it is called, as options say. */
interface Naming {
  readonly subject: Telling<RecordReference> | undefined
  readonly name: Telling<string> | undefined
}

type Annotations = ReadonlyMap<string, PathAnnotation>

/** @throws AuditError `AUDIT_OPTION_INVALID`, `AUDIT_OPTION_UNKNOWN`, `AUDIT_ANNOTATION_INVALID` */
export function annotationsOf(
  where: string,
  { personal, secret }: PersonalOptions,
  ofSchema: Annotations = new Map(),
): Annotations {
  const all = new Map(ofSchema)
  for (const [path, said] of personalOption(where, personal)) {
    const given = said === true ? { personal: true } : said
    const own = checkAnnotation(given, `${where}: option 'personal', path '${path}'`)
    all.set(path, { ...all.get(path), personal: true, ...own })
  }
  for (const path of pathList(where, secret)) all.set(path, { ...all.get(path), secret: true })
  for (const [path, said] of all) checkAnnotation(said, `${where}: path '${path}'`)
  return all
}

/** Paths of which this is said. */
export function pathsWith(annotations: Annotations, key: 'ignore' | 'secret'): readonly string[] {
  return [...annotations].flatMap(([path, said]) => (said[key] === true ? [path] : []))
}

/** Whom a record is about, where all of its annotations name the same. */
export function subjectOfAnnotations(annotations: Annotations): PathAnnotation['subject'] {
  const subjects = new Set([...annotations.values()].flatMap(({ subject }) => subject ?? []))
  const [only] = subjects
  return subjects.size === 1 ? only : undefined
}

/** Undefined for a model that says nothing of persons and secrets. */
export function personalModel(
  annotations: Annotations,
  { place, subject, name }: { readonly place: string } & Naming,
): PersonalModel | undefined {
  const paths = [...annotations].flatMap(([path, { personal, sensitive, mask, secret }]) =>
    (personal === true || sensitive === true) && secret !== true
      ? [
          {
            path: path.split('.'),
            ...(sensitive === true ? { sensitive } : {}),
            ...(mask === undefined ? {} : { mask }),
          },
        ]
      : [],
  )
  const secrets = pathsWith(annotations, 'secret').map((path) => path.split('.'))
  const isPerson = subject === 'self'
  if (paths.length === 0 && secrets.length === 0 && !isPerson) return undefined
  const hasPersonalName = isPersonalName(name, { paths, isPerson }, NAME_PATHS)
  return { place, paths, secrets, isPerson, hasPersonalName }
}

function personalOption(
  where: string,
  personal: unknown,
): readonly (readonly [string, true | PathAnnotation])[] {
  if (personal === undefined) return []
  if (Array.isArray(personal) && personal.every(isPath)) {
    return personal.map((path) => [path, true] as const)
  }
  const isRecord = typeof personal === 'object' && personal !== null && !Array.isArray(personal)
  if (isRecord && Object.keys(personal).every(isPath)) {
    return Object.entries(personal as Record<string, true | PathAnnotation>)
  }
  throw invalid(where, 'personal', personal)
}

function pathList(where: string, secret: unknown): readonly string[] {
  if (secret === undefined) return []
  if (Array.isArray(secret) && secret.every(isPath)) return secret
  throw invalid(where, 'secret', secret)
}

function isPath(path: unknown): path is string {
  return typeof path === 'string' && path !== '' && path.split('.').every((part) => part !== '')
}

function invalid(where: string, field: 'personal' | 'secret', given: unknown): AuditError {
  const expected = field === 'personal' ? 'a list of paths or an object of them' : 'a list of paths'
  return new AuditError(
    'AUDIT_OPTION_INVALID',
    `${where}: option '${field}' must be ${expected}, got ${describeKind(given)}`,
    { field },
  )
}
