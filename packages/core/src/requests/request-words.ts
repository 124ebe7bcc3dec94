/**
 * Which words of a request did people write themselves?
 *
 * Pure: takes them out of a request, as one text, and puts them back. Without them a request says
 * what was asked, decided and done, when and by whom, and nothing more.
 */
import { ERASED } from '../privacy/erased.ts'
import type { SubjectRequest } from './subject-request.ts'

/** How the person's own sign-in is named: no words of anybody's. */
const SIGN_IN = 'sign-in'
const NO_WORDS: ReadonlySet<unknown> = new Set([SIGN_IN, ERASED])

interface Words {
  readonly message?: string | undefined
  readonly proof?: string | undefined
  readonly method?: string | undefined
  readonly reason?: string | undefined
  readonly basis?: string | undefined
  readonly outcome?: string | undefined
  /** By step. */
  readonly notes: readonly (string | null)[]
}

/** The words, as JSON; undefined where nobody wrote any. */
export function tryWordsOf(request: SubjectRequest): string | undefined {
  const { message, proof, identity, decision, outcome, steps } = request
  const words: Words = {
    message,
    proof,
    method: NO_WORDS.has(identity?.method) ? undefined : identity?.method,
    reason: decision?.reason,
    basis: decision?.basis,
    outcome: outcome?.note,
    notes: steps.map(({ note }) => note ?? null),
  }
  const { notes, ...single } = words
  const isAny = [...notes, ...Object.values(single)].some(
    (one) => one !== undefined && one !== null,
  )
  return isAny ? JSON.stringify(words) : undefined
}

/** The request without them. */
export function withoutWords(request: SubjectRequest): SubjectRequest {
  const { message: _, proof: __, ...rest } = request
  const { identity, decision, outcome, steps } = rest
  return {
    ...rest,
    ...(identity === undefined || NO_WORDS.has(identity.method)
      ? {}
      : { identity: { ...identity, method: ERASED } }),
    ...(decision === undefined ? {} : { decision: without(decision, ['reason', 'basis']) }),
    ...(outcome === undefined ? {} : { outcome: without(outcome, ['note']) }),
    steps: steps.map((one) => without(one, ['note'])),
  }
}

/** The request with the words that were taken out of it. */
export function withWords(request: SubjectRequest, text: string): SubjectRequest {
  const words = JSON.parse(text) as Words
  const { message, proof, method, reason, basis, outcome, notes } = words
  return {
    ...request,
    ...given('message', message),
    ...given('proof', proof),
    ...(request.identity === undefined
      ? {}
      : { identity: { ...request.identity, ...given('method', method) } }),
    ...(request.decision === undefined
      ? {}
      : {
          decision: { ...request.decision, ...given('reason', reason), ...given('basis', basis) },
        }),
    ...(request.outcome === undefined
      ? {}
      : { outcome: { ...request.outcome, ...given('note', outcome) } }),
    steps: request.steps.map((one, at) => ({ ...one, ...given('note', notes[at] ?? undefined) })),
  }
}

/** The next version of the request, with one more certificate of its erasure. */
export function withCertificate(request: SubjectRequest, certificate: string): SubjectRequest {
  const { outcome, version } = request
  const certificates = [...((outcome ?? request).certificates ?? []), certificate]
  // Where somebody else has carried it out meanwhile, it is of what came of it.
  const more = outcome === undefined ? { certificates } : { outcome: { ...outcome, certificates } }
  return { ...request, ...more, version: version + 1 }
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [name in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [name in Name]?: T }
}

function without<T extends object>(whole: T, fields: readonly (keyof T)[]): T {
  const copy = { ...whole }
  for (const field of fields) delete copy[field]
  return copy
}
