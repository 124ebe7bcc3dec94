/** In which sessions may a call run, and what else may a session show of it? */
import type { Twin } from './twins.ts'

export const SESSION_KINDS = [
  'no session',
  'a session',
  'a session without causal consistency',
  'a transaction',
  'a transaction that is aborted',
  'a transaction that is retried',
] as const

export type SessionKind = (typeof SESSION_KINDS)[number]

interface Session {
  readonly hasEnded: boolean
  readonly operationTime?: unknown
  readonly clusterTime?: unknown
  readonly transaction: { readonly isCommitted: boolean }
  inTransaction(): boolean
  startTransaction(): void
  commitTransaction(): Promise<unknown>
  abortTransaction(): Promise<unknown>
  endSession(): Promise<void>
  withTransaction(fn: () => Promise<unknown>): Promise<unknown>
}

/** Runs a call in a session of the kind, and returns its outcome and what the session shows. */
export async function runInSession(
  twin: Twin,
  kind: SessionKind,
  call: (session: unknown) => Promise<unknown>,
): Promise<{ outcome: Outcome; around: unknown }> {
  if (kind === 'no session') return { outcome: await settle(() => call(undefined)), around: null }
  const causalConsistency = kind !== 'a session without causal consistency'
  const session = (await twin.mongoose.startSession({ causalConsistency })) as unknown as Session
  try {
    const { outcome, end } = await inside(twin, { kind, session, call })
    return { outcome, around: { end, ...shown(session) } }
  } finally {
    await session.endSession()
  }
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown }

export async function settle(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await call() }
  } catch (error) {
    return { error }
  }
}

interface Inside {
  readonly kind: SessionKind
  readonly session: Session
  readonly call: (session: unknown) => Promise<unknown>
}

async function inside(
  twin: Twin,
  { kind, session, call }: Inside,
): Promise<{ outcome: Outcome; end?: Outcome }> {
  if (kind === 'a transaction that is retried') return retried(twin, session, call)
  if (!kind.startsWith('a transaction')) return { outcome: await settle(() => call(session)) }
  session.startTransaction()
  const outcome = await settle(() => call(session))
  // A failed statement has ended the transaction on the server: to commit it is an error, too.
  const end = await settle(() =>
    kind === 'a transaction' ? session.commitTransaction() : session.abortTransaction(),
  )
  return { outcome, end }
}

async function retried(
  twin: Twin,
  session: Session,
  call: (session: unknown) => Promise<unknown>,
): Promise<{ outcome: Outcome; end: Outcome }> {
  let attempts = 0
  let outcome: Outcome = { value: undefined }
  const end = await settle(() =>
    session.withTransaction(async () => {
      attempts += 1
      outcome = await settle(() => call(session))
      // An unordered bulk call that fails says "try again" for as long as it is asked to.
      if (attempts > 2) throw new Error('tried often enough')
      if ('error' in outcome) throw outcome.error
      if (attempts === 1) throw transientError(twin)
    }),
  )
  return { outcome, end }
}

function transientError(twin: Twin): Error {
  const { MongoServerError } = twin.mongoose.mongo
  const error = new MongoServerError({ message: 'try again', code: 112 })
  error.addErrorLabel('TransientTransactionError')
  return error
}

function shown(session: Session): object {
  return {
    hasEnded: session.hasEnded,
    inTransaction: session.inTransaction(),
    isCommitted: session.transaction.isCommitted,
    knowsTime: session.operationTime !== undefined,
    knowsClusterTime: session.clusterTime !== undefined,
  }
}
