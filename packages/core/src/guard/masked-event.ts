/**
 * What does a reader get of an event with personal data in it?
 *
 * Pure: the event with everything masked that may not be seen, and what people are called put
 * where it belongs.
 */
import type { AuditEvent, Change, ReadEvent, RecordReference } from '../event/event.ts'
import { maskKey, maskLeaves, maskValue } from '../privacy/mask.ts'
import { causeOf } from '../privacy/mark-personal.ts'
import type { PersonalData, PersonalPath } from '../privacy/personal-data.ts'
import { replacedAt, restsOf } from '../privacy/personal-paths.ts'
import { isIndex } from '../values/is-index.ts'
import type { KnownValues } from './shown-values.ts'
import { isShown, shownName } from './shown-values.ts'

/** Returns the event as it may be shown. */
export function maskedEvent(event: ReadEvent, data: PersonalData, known: KnownValues): ReadEvent {
  const { personalName, ...rest } = event
  const { target, subject, related, changes, details } = event
  const paths = patternsOf(event, data)
  const named = <T extends RecordReference>(one: T, own?: string): T =>
    one.name === undefined ? withName(one, shownName(one, known, own)) : one
  const cause = causeOf(details)
  return {
    ...rest,
    ...(target === undefined ? {} : { target: named(target, personalName) }),
    ...(subject === undefined ? {} : { subject: named(subject) }),
    ...(related === undefined ? {} : { related: related.map((one) => named(one)) }),
    ...(changes === undefined
      ? {}
      : {
          changes: changes.map((one) =>
            maskedChange(withNames(one, named), event, { paths, known }),
          ),
        }),
    ...(details === undefined
      ? {}
      : {
          details: {
            ...details,
            ...(cause === undefined ? {} : { cause: named(cause) }),
            ...filterOf(event),
          },
        }),
  }
}

/** Annotated paths that count for an event: its own, and those that its model has by now. */
export function patternsOf(
  { personal = [], sensitive = [], target }: AuditEvent,
  data: PersonalData,
): readonly PersonalPath[] {
  const own = [
    ...personal.map((path): PersonalPath => ({ path: path.split('.') })),
    ...sensitive.map((path): PersonalPath => ({ path: path.split('.'), sensitive: true })),
  ]
  const said = target === undefined ? [] : data.pathsOf(target.type)
  const all = new Map<string, PersonalPath>()
  for (const one of [...own, ...said]) {
    const key = one.path.join('.')
    const isSensitive = one.sensitive === true || all.get(key)?.sensitive === true
    all.set(key, isSensitive ? { ...one, sensitive: true } : one)
  }
  return [...all.values()]
}

function maskedChange(
  change: Change,
  event: ReadEvent,
  { paths, known }: { readonly paths: readonly PersonalPath[]; readonly known: KnownValues },
): Change {
  const found = paths.flatMap((one) => {
    const rests = restsOf(one.path, change.path)
    return rests.length === 0 ? [] : [{ ...one, rests }]
  })
  if (found.length === 0) return change
  const { target, subject } = event
  const shows = ({ path, sensitive }: PersonalPath): boolean =>
    sensitive !== true &&
    target !== undefined &&
    isShown({ record: target, subject, path: path.join('.'), holder: event }, known)
  const hidden = found.filter((one) => !shows(one))
  const mask = (value: unknown, some: typeof found): unknown =>
    some.reduce(
      (kept, one) => replacedAt(kept, one.rests, (inner) => maskValue(inner, one.mask)),
      value,
    )
  const before = mask(change.before, found)
  const after = mask(change.after, hidden)
  const isWhole = hidden.length === 0 && !('before' in change)
  const masked = [
    ...(before === change.before ? [] : (['before'] as const)),
    ...(after === change.after ? [] : (['after'] as const)),
  ]
  const { names: _, ...rest } = change
  const isCovered = found.some(({ rests }) => rests.some((one) => one.length === 0))
  return {
    ...(isCovered && !isWhole ? rest : change),
    path: isWhole ? change.path : maskedPath(change.path, found),
    ...('before' in change ? { before } : {}),
    ...('after' in change ? { after } : {}),
    ...(masked.length === 0 ? {} : { masked }),
  }
}

/** Keys that the schema does not name are data: of a map, of a mixed value. */
export function maskedPath(
  path: readonly string[],
  found: readonly PersonalPath[],
): readonly string[] {
  return path.map((segment) =>
    isIndex(segment) || found.some((one) => one.path.includes(segment))
      ? segment
      : maskKey(segment),
  )
}

function withNames(change: Change, named: (one: RecordReference) => RecordReference): Change {
  return change.names === undefined
    ? change
    : { ...change, names: change.names.map((one) => named(one)) }
}

function withName<T extends RecordReference>(one: T, name: string | undefined): T {
  return name === undefined ? one : { ...one, name }
}

/** A condition holds values of the records that it chooses, and whose they were nobody knows. */
function filterOf({ personal, details }: AuditEvent): { readonly filter?: unknown } {
  if (personal === undefined || details?.['filter'] === undefined) return {}
  return { filter: maskLeaves(details['filter']) }
}
