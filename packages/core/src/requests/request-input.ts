/**
 * Is what somebody wrote about a request something that can be kept?
 *
 * The last gate before the store, for code and for every door: sizes, kinds and ids.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import { describeKind } from '../errors/options.ts'
import { idText } from '../values/id-text.ts'
import type { SubjectReference } from './requests.ts'
import type { SubjectKey } from './subject-request.ts'

/** Longest texts, in characters. */
export const REQUEST_LIMITS = { message: 4_000, note: 2_000, short: 200, ids: 20 } as const

/** @throws {@link AuditError} `AUDIT_SUBJECT_REQUEST_INVALID` with the field. */
export function textOf(field: string, value: unknown, max: number): string {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') throw invalid(field, 'is needed, as a text')
  if (text.length > max) throw invalid(field, `may have at most ${max} characters`)
  return text
}

/** The same of a text that may be missing; an empty one is. */
export function tryTextOf(field: string, value: unknown, max: number): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' && value.trim() === '') return undefined
  return textOf(field, value, max)
}

/** One of a list of words. */
export function wordOf<T extends string>(field: string, value: unknown, words: readonly T[]): T {
  const word = words.find((one) => one === value)
  if (word === undefined) throw invalid(field, `must be one of: ${words.join(', ')}`)
  return word
}

/** Which models' records are persons, and under which model a kind's are. */
export type Persons = Pick<PersonalData, 'personTypes' | 'modelOf'>

/** Reads who is meant. An id that names no type is of the one model whose records are persons. */
export function subjectKey(field: string, value: unknown, persons: Persons): SubjectKey {
  const types = persons.personTypes()
  if (typeof value !== 'object' || value === null) {
    throw invalid(field, `must be { type, id }, got ${describeKind(value)}`)
  }
  const { type = types.length === 1 ? types[0] : undefined, id } = value as SubjectReference
  if (typeof type !== 'string' || type === '' || type.length > REQUEST_LIMITS.short) {
    throw invalid(`${field}.type`, "must name the person's model")
  }
  if (id === undefined || id === null || id === '' || typeof id === 'boolean') {
    throw invalid(`${field}.id`, "must be the person's id")
  }
  const text = idText(id)
  if (text.length > REQUEST_LIMITS.short) throw invalid(`${field}.id`, 'is too long for an id')
  return { type: persons.modelOf(type), id: text }
}

/** A refusal that names the field. */
export function invalid(field: string, why: string): AuditError {
  return new AuditError('AUDIT_SUBJECT_REQUEST_INVALID', `'${field}' ${why}`, { field })
}
