/**
 * What may an administrator see of personal data?
 *
 * The one place that every door asks, whatever it reads: the last value of a field at most. Old
 * values, values that are about to be superseded, those of who was deleted and those of which
 * nothing is known are masked. What is stored is never changed by it.
 */
import type { Change, ReadEvent, RecordReference } from '../event/event.ts'
import type { LastValueStore, RecordOf } from '../ports/last-values.ts'
import type { EventSequence } from '../ports/sequence.ts'
import { maskValue } from '../privacy/mask.ts'
import { causeOf } from '../privacy/mark-personal.ts'
import type { PersonalData, PersonalPath } from '../privacy/personal-data.ts'
import { meets, replacedAt, restsOf } from '../privacy/personal-paths.ts'
import { recordKey } from '../privacy/record-key.ts'
import { idText } from '../values/id-text.ts'
import { maskedEvent, maskedPath } from './masked-event.ts'
import type { KnownValues } from './shown-values.ts'
import { isShown, shownName } from './shown-values.ts'

/** What the guard asks. */
export interface GuardParts {
  readonly data: PersonalData
  /** Without it nothing is known to be the last, and everything personal is masked. */
  readonly lastValues?: LastValueStore | undefined
  readonly sequence?: Pick<EventSequence, 'numbersOf'> | undefined
  /** What the tenant's administrator chose. */
  readonly showsLastValue: (tenant: string) => Promise<boolean>
}

/** A record as it was at an event, and the same after another. */
export interface PastOf {
  readonly target: RecordReference
  /** The last event that is part of it; null where that is not known. */
  readonly event: string | null
}

/** Hides what may not be seen. */
export interface PrivacyGuard {
  /** Costs one reading of last values, however many events there are, and none where none is personal. */
  events(tenant: string, events: readonly ReadEvent[]): Promise<readonly ReadEvent[]>
  /** Hides in a record what is not the last value any more. */
  record<T>(tenant: string, past: PastOf, record: T): Promise<T>
  /** Hides in changes what was before, and what is not the last value after that event. */
  changes(tenant: string, past: PastOf, changes: readonly Change[]): Promise<readonly Change[]>
  /** With the name that may be seen. */
  reference<T extends RecordReference>(tenant: string, record: T): Promise<T>
  /** Ids of those who are called so now, as texts. */
  called(tenant: string, name: string): Promise<readonly string[]>
}

/** Makes the guard of one audit. */
export function createGuard(parts: GuardParts): PrivacyGuard {
  const { data, lastValues, sequence } = parts

  async function known(tenant: string, records: readonly RecordOf[]): Promise<KnownValues> {
    const wanted = [...new Map(records.map((one) => [recordKey(tenant, one), one])).values()]
    const showsLastValue = lastValues !== undefined && (await parts.showsLastValue(tenant))
    // In this order: what has no number now, and what is known once the others had theirs. The other
    // way round, an event that got its number in between would be in neither.
    const pending = showsLastValue ? await lastValues?.pending(tenant, wanted) : undefined
    const values = await lastValues?.read(tenant, wanted)
    return {
      tenant,
      showsLastValue,
      values: values ?? new Map(),
      pending: pending ?? new Map(),
    }
  }

  async function past(tenant: string, { target, event }: PastOf) {
    const [about, numbers] = await Promise.all([
      known(tenant, [target]),
      event === null ? undefined : sequence?.numbersOf(tenant, [event]),
    ])
    const upTo = (event === null ? undefined : numbers?.get(event)) ?? -1
    const values = about.values.get(recordKey(tenant, target))
    const paths = new Map<string, PersonalPath>(
      [...(values?.paths.keys() ?? [])].map((path) => [path, { path: path.split('.') }]),
    )
    for (const one of data.pathsOf(target.type)) paths.set(one.path.join('.'), one)
    const hidden = [...paths].flatMap(([path, one]) => {
      const isLast = isShown({ record: target, path, holder: { upTo } }, about)
      return one.sensitive !== true && isLast ? [] : [one]
    })
    return { all: [...paths.values()], hidden }
  }

  return {
    async events(tenant, events) {
      const named = namedTypes(events, data)
      const records = events.flatMap((event) => recordsOf(event, { data, named }))
      if (records.length === 0 && events.every(({ personal }) => personal === undefined)) {
        return events
      }
      const about = await known(tenant, records)
      return events.map((event) => maskedEvent(event, data, about))
    },
    async record(tenant, of, record) {
      if (!isAnyPersonal(of.target)) return record
      const { hidden } = await past(tenant, of)
      return hidden.reduce<unknown>(
        (kept, one) => replacedAt(kept, [one.path], (value) => maskValue(value, one.mask)),
        record,
      ) as typeof record
    },
    async changes(tenant, of, changes) {
      if (!isAnyPersonal(of.target)) return changes
      const { all, hidden } = await past(tenant, of)
      return changes.map((change) => ({
        ...change,
        path: pathAt(change, all, hidden),
        ...('before' in change ? { before: maskedAt(change.path, change.before, all) } : {}),
        ...('after' in change ? { after: maskedAt(change.path, change.after, hidden) } : {}),
      }))
    },
    async reference(tenant, record) {
      if (record.name !== undefined || !data.hasPersonalName(record.type)) return record
      const name = shownName(record, await known(tenant, [record]))
      return name === undefined ? record : { ...record, name }
    },
    async called(tenant, name) {
      if (lastValues === undefined || !(await parts.showsLastValue(tenant))) return []
      const found = await lastValues.called(tenant, name)
      if (found.length === 0) return []
      // Whom the name may not be seen of is not found by it.
      const about = await known(tenant, found)
      return found.flatMap((one) => (shownName(one, about) === name ? idText(one.id) : []))
    },
  }

  function isAnyPersonal({ type }: RecordReference): boolean {
    return data.isPersonal(type)
  }
}

/** A key that is data is shown where it came with what may be seen, as in an event. */
function pathAt(
  change: Change,
  all: readonly PersonalPath[],
  hidden: readonly PersonalPath[],
): readonly string[] {
  const meeting = (some: readonly PersonalPath[]) =>
    some.filter(({ path }) => meets(path, change.path))
  const isWhole = !('before' in change) && 'after' in change && meeting(hidden).length === 0
  const found = meeting(all)
  return isWhole || found.length === 0 ? change.path : maskedPath(change.path, found)
}

function maskedAt(path: readonly string[], value: unknown, some: readonly PersonalPath[]): unknown {
  return some.reduce(
    (kept, one) => replacedAt(kept, restsOf(one.path, path), (inner) => maskValue(inner, one.mask)),
    value,
  )
}

/** Types whose records' names are set apart: as the models say, and as the events at hand show. */
function namedTypes(events: readonly ReadEvent[], data: PersonalData): (type: string) => boolean {
  const seen = new Set(
    events.flatMap(({ personalName, target }) =>
      personalName === undefined || target === undefined ? [] : [target.type],
    ),
  )
  return (type) => seen.has(type) || data.hasPersonalName(type)
}

/** Records whose last values decide what of this event is shown. */
function recordsOf(
  event: ReadEvent,
  { data, named }: { readonly data: PersonalData; readonly named: (type: string) => boolean },
): readonly RecordOf[] {
  const { target, subject, related = [], changes = [], personal } = event
  const isPersonal =
    target !== undefined && (personal !== undefined || data.isPersonal(target.type))
  const cause = causeOf(event.details)
  const others = [
    ...(subject === undefined ? [] : [subject]),
    ...related,
    ...changes.flatMap(({ names = [] }) => names),
    ...(cause === undefined ? [] : [cause]),
  ].filter((one) => one.name === undefined && named(one.type))
  return [
    ...(isPersonal || (target?.name === undefined && target !== undefined && named(target.type))
      ? [target]
      : []),
    // What is about somebody who is gone goes with them.
    ...(isPersonal && subject !== undefined ? [subject] : []),
    ...others,
  ]
}
