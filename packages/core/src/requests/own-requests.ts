/**
 * Whose requests may somebody see?
 *
 * A person theirs, a confined handler those of the person whom their scope names. What is outside
 * does not exist.
 */
import { isSameKey } from './subject-request.ts'
import type { RequestAccess } from './requests.ts'
import type { SubjectKey, SubjectRequest } from './subject-request.ts'

/** The people whose requests exist for this access; undefined: everybody's. */
export function visiblePeople(
  { person, scope }: RequestAccess,
  types: readonly string[],
): readonly SubjectKey[] | undefined {
  if (person !== undefined) return person.keys
  if (scope === undefined) return undefined
  const { subject, target, actor } = scope
  // A scope of records or of agents says of no request that it is in it.
  if (subject === undefined || target !== undefined || actor !== undefined) return []
  const { type, id } = subject
  return type === undefined ? types.map((one) => ({ type: one, id })) : [{ type, id }]
}

/** True if a request is one of theirs. */
export function isVisible(
  { subject }: Pick<SubjectRequest, 'subject'>,
  people: readonly SubjectKey[] | undefined,
): boolean {
  return people === undefined || people.some((one) => isSameKey(one, subject))
}
