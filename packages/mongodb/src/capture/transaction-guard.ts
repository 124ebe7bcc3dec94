/**
 * Keeps what belongs to the caller's transaction inside it.
 *
 * Around every command of the application stand reads and inserts of ours. While they wait, the
 * application may commit or abort, and the command would run outside the transaction. So the
 * calls of one transaction run one after the other, its commit waits for them, and its abort
 * refuses those that have not begun.
 */
import type { DriverSession } from './driver.ts'

interface TransactionState {
  /** The tail of the queue. */
  last: Promise<unknown>
  ended: 'committed' | 'aborted' | undefined
  events: number
  /** What is to be done once the transaction is committed, and never otherwise. */
  afterCommit: (() => Promise<void>)[]
}

const states = new WeakMap<object, TransactionState>()
const guarded = new WeakSet<object>()

/**
 * Runs `fn` as part of the session's open transaction.
 *
 * @param session - The caller's session; in a transaction now.
 * @param fn - Gets a counter for the position of events in the transaction.
 * @throws the server's own words for a transaction that is over, where it ended while waiting.
 */
export async function withinTransaction<T>(
  session: DriverSession,
  fn: (position: { n: number }) => Promise<T>,
): Promise<T> {
  guard(session)
  const { transaction } = session
  const state = stateOf(transaction)
  const previous = state.last
  const turn = (async () => {
    await previous
    if (state.ended !== undefined || session.transaction !== transaction) {
      throw await noSuchTransaction(session)
    }
    const position = { n: state.events }
    try {
      return await fn(position)
    } finally {
      state.events = position.n
    }
  })()
  // The queue goes on whatever became of this turn.
  state.last = turn.then(
    () => undefined,
    () => undefined,
  )
  return turn
}

function stateOf(transaction: object): TransactionState {
  let state = states.get(transaction)
  if (state === undefined) {
    state = { last: Promise.resolve(), ended: undefined, events: 0, afterCommit: [] }
    states.set(transaction, state)
  }
  return state
}

// On this one session object: no prototype is touched, and the properties stay out of sight.
function guard(session: DriverSession): void {
  if (guarded.has(session)) return
  guarded.add(session)
  const commit = session.commitTransaction.bind(session)
  const abort = session.abortTransaction.bind(session)
  shadow(session, 'commitTransaction', async (...args: never[]) => {
    const state = states.get(session.transaction)
    // Calls that join while it waits are waited for too.
    for (let tail = state?.last; tail !== undefined;) {
      await tail
      tail = state?.last === tail ? undefined : state?.last
    }
    if (state !== undefined) state.ended = 'committed'
    try {
      const result = await commit(...args)
      await runAfterCommit(state)
      return result
    } catch (error) {
      // Committed all the same; only the write concern was missed.
      if ((error as Error).name === 'MongoWriteConcernError') await runAfterCommit(state)
      throw error
    }
  })
  shadow(session, 'abortTransaction', async (...args: never[]) => {
    const state = states.get(session.transaction)
    if (state !== undefined) {
      state.ended = 'aborted'
      await state.last
    }
    return abort(...args)
  })
}

/** Does something once the session's open transaction is committed. */
export function afterCommit(session: DriverSession, fn: () => Promise<void>): void {
  stateOf(session.transaction).afterCommit.push(fn)
}

async function runAfterCommit(state: TransactionState | undefined): Promise<void> {
  for (const fn of state?.afterCommit.splice(0) ?? []) await fn()
}

function shadow(session: DriverSession, name: string, value: unknown): void {
  Object.defineProperty(session, name, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  })
}

/**
 * The error a server gives for a command in a transaction that is over. Its class belongs to the
 * application's driver and cannot be imported, so the server is asked to make one.
 */
async function noSuchTransaction(session: DriverSession): Promise<unknown> {
  const reply = {
    ok: 0,
    code: 251,
    codeName: 'NoSuchTransaction',
    errmsg: 'The transaction ended before this operation could begin',
    errorLabels: ['TransientTransactionError'],
  }
  try {
    await session.client.db('admin').command({ auditNoSuchCommand: 1 })
  } catch (error) {
    const ServerError = (error as object).constructor as new (reply: object) => unknown
    if ((error as { code?: unknown }).code !== undefined) return new ServerError(reply)
  }
  return Object.assign(new Error(reply.errmsg), reply, {
    hasErrorLabel: (label: string) => reply.errorLabels.includes(label),
  })
}
