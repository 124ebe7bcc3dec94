/**
 * Is this body a change of the configuration?
 *
 * Shape only, and strictly: whether the places exist and may be switched off is for the policy.
 */
import { AuditError, describeKind, didYouMean } from '@rastro/core'
import type { ClientMode, PlaceSetting, PolicyChange } from '@rastro/core'

const MAX_PLACES = 2000

const CLIENT_MODES: readonly ClientMode[] = ['summary', 'full']

/**
 * Reads a change from parsed JSON.
 *
 * @throws AuditError `AUDIT_POLICY_INVALID` with the path that was wrong.
 */
export function readPolicyChange(body: unknown): PolicyChange {
  const change = readObject('', body, ['places', 'clientMode', 'showLastValue'])
  const { places, clientMode, showLastValue } = change
  const mode = CLIENT_MODES.find((known) => known === clientMode)
  if ('clientMode' in change && mode === undefined) {
    throw invalid('clientMode', `must be 'summary' or 'full', got ${describeKind(clientMode)}`)
  }
  return {
    ...('places' in change ? { places: readPlaces(places) } : {}),
    ...(mode === undefined ? {} : { clientMode: mode }),
    ...('showLastValue' in change
      ? { showLastValue: readFlag('showLastValue', showLastValue) }
      : {}),
  }
}

function readPlaces(value: unknown): Readonly<Record<string, PlaceSetting>> {
  const entries = Object.entries(readObject('places', value))
  if (entries.length > MAX_PLACES) throw invalid('places', `holds more than ${MAX_PLACES} places`)
  return fromEntries(
    entries.map(([place, setting]) => [place, readSetting(`places.${place}`, setting)]),
  )
}

function readSetting(where: string, value: unknown): PlaceSetting {
  const { on, operations } = readObject(where, value, ['on', 'operations'])
  const flag = readFlag(`${where}.on`, on)
  if (operations === undefined) return { on: flag }
  const flags = Object.entries(readObject(`${where}.operations`, operations)).map(
    ([operation, one]): [string, boolean] => [
      operation,
      readFlag(`${where}.operations.${operation}`, one),
    ],
  )
  return { on: flag, operations: fromEntries(flags) }
}

function readFlag(where: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(where, `must be true or false, got ${describeKind(value)}`)
}

function readObject(
  where: string,
  value: unknown,
  known?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, `must be an object, got ${describeKind(value)}`)
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw invalid(where, "must not have a key '__proto__'")
    if (known === undefined || known.includes(key)) continue
    throw invalid(where, `has an unknown key: ${didYouMean(key, known)}`)
  }
  return value as Readonly<Record<string, unknown>>
}

function fromEntries<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries)
}

function invalid(where: string, message: string): AuditError {
  const field = where === '' ? 'the change' : where.slice(0, 120)
  return new AuditError('AUDIT_POLICY_INVALID', `${field} ${message}`, { field })
}
