/**
 * Do an event's details have the shape that its catalog promises?
 *
 * Values are looked at and never quoted: an error names the key and the kind that came.
 */
import { AuditError } from '../errors/audit-error.ts'
import { describeKind } from '../errors/options.ts'
import { didYouMean } from '../errors/suggestion.ts'
import { kindOf } from '../values/kind.ts'
import type { DetailKind } from './definition.ts'

type Shape = Readonly<Record<string, DetailKind>>
type RequiredKind = Exclude<DetailKind, `${string}?`>

/** Every kind that a details shape may name, each also with a trailing `?`. */
export const DETAIL_KINDS = [
  'string',
  'number',
  'boolean',
  'date',
  'strings',
  'object',
  'any',
] as const satisfies readonly RequiredKind[]

/**
 * Checks details against a closed shape.
 *
 * @param type - The event type's name, for the message.
 * @param details - What the caller wants recorded; undefined counts as no details.
 * @param shape - The shape that the catalog gives.
 * @throws {@link AuditError} `AUDIT_DETAILS_INVALID` naming the first wrong key, never its value.
 */
export function checkDetailsShape(
  type: string,
  details: Readonly<Record<string, unknown>> | undefined,
  shape: Shape,
): void {
  const given = details ?? {}
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(shape, key)) continue
    throw invalid(type, key, `is unknown: ${didYouMean(key, Object.keys(shape))}`)
  }
  for (const [key, kind] of Object.entries(shape)) {
    const value = given[key]
    const isOptional = kind.endsWith('?')
    const wanted = isOptional ? kind.slice(0, -1) : kind
    if (value === undefined) {
      if (isOptional) continue
      throw invalid(type, key, `is missing, expected ${kindInWords(wanted)}`)
    }
    if (hasKind(value, wanted)) continue
    throw invalid(type, key, `must be ${kindInWords(wanted)}, got ${describeKind(value)}`)
  }
}

const NUMBER_KINDS: ReadonlySet<string> = new Set(['int', 'long', 'double', 'decimal'])

function hasKind(value: unknown, kind: string): boolean {
  switch (kind) {
    case 'any':
      return true
    case 'number':
      return isNumber(value)
    case 'date':
      return value instanceof Date && !Number.isNaN(value.getTime())
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return typeof value === kind
  }
}

function isNumber(value: unknown): boolean {
  return NUMBER_KINDS.has(kindOf(value)) && (typeof value !== 'number' || Number.isFinite(value))
}

function kindInWords(kind: string): string {
  if (kind === 'any') return 'a value'
  if (kind === 'number') return 'a finite number'
  if (kind === 'date') return 'a valid Date'
  if (kind === 'strings') return 'an array of strings'
  return kind === 'object' ? 'an object' : `a ${kind}`
}

function invalid(type: string, key: string, what: string): AuditError {
  return new AuditError('AUDIT_DETAILS_INVALID', `detail '${key}' of '${type}' ${what}`, {
    field: `details.${key}`,
  })
}
