/**
 * What does a function of the application's say about a record?
 *
 * The function gets a copy, since sorting a list in place would change what is recorded. One that
 * fails, or says something that is no answer, must not take the event with it.
 */
import type { RecordReference, StoredRecord } from '@rastro/core'
import { storedForm } from '@rastro/core'

/** Returns the answer; undefined if the function throws. */
export function ask<T>(
  question: (record: StoredRecord) => T | undefined,
  record: StoredRecord,
): T | undefined {
  try {
    return question(storedForm(record) as StoredRecord)
  } catch {
    return undefined
  }
}

/** The same for a function that names a record; undefined for what is no reference. */
export function askReference(
  question: (record: StoredRecord) => unknown,
  record: StoredRecord,
): RecordReference | undefined {
  return asReference(ask(question, record))
}

/** The same for a function that names several; what is no reference is left out. */
export function askReferences(
  question: (record: StoredRecord) => unknown,
  record: StoredRecord,
): RecordReference[] {
  const answer = ask(question, record)
  return Array.isArray(answer) ? answer.flatMap((one: unknown) => asReference(one) ?? []) : []
}

function asReference(answer: unknown): RecordReference | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { type, id: given, name } = answer as Partial<Record<keyof RecordReference, unknown>>
  if (typeof type !== 'string' || type === '') return undefined
  const id = tryStoredForm(given)
  if (id === undefined || id === null) return undefined
  return { type, id, ...(typeof name === 'string' ? { name } : {}) }
}

function tryStoredForm(value: unknown): unknown {
  try {
    return storedForm(value)
  } catch {
    return undefined
  }
}
