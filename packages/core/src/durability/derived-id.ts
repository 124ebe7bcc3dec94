/**
 * Which ids do an announced write and its events get?
 *
 * Ids of events are derived from the write's own, so that an event that a later process makes
 * anew is the one that may have been stored before the crash. All have the form of ULIDs.
 */
import { createHash, randomBytes } from 'node:crypto'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_LENGTH = 10
/** Writes of one millisecond in the order they were announced. */
const TURN_LENGTH = 3
const PREFIX_LENGTH = TIME_LENGTH + TURN_LENGTH
const ID_LENGTH = 26
const MAX_TURN = 32 ** TURN_LENGTH
/** Turns start below this, so that two processes rarely share one. */
const MAX_FIRST_TURN = 1024
/** Bytes for one id: a letter each, and two for the first turn. */
const RANDOM_LENGTH = ID_LENGTH - PREFIX_LENGTH + 2
const IDS_PER_POOL = 256
/** Position among the records that the call itself names, so that their events sort like them. */
const POSITION_LENGTH = 4

/** Makes ids of announced writes that sort in the order they were made. */
export function createIntentIds(): (at: Date) => string {
  let lastMs = -1
  let turn = 0
  let pool: Buffer = Buffer.alloc(0)

  // In one go for many: each call of the system's source costs more than an id should.
  function nextRandom(): Buffer {
    if (pool.length < RANDOM_LENGTH) pool = randomBytes(RANDOM_LENGTH * IDS_PER_POOL)
    const taken = pool.subarray(0, RANDOM_LENGTH)
    pool = pool.subarray(RANDOM_LENGTH)
    return taken
  }

  return (at) => {
    const ms = Math.max(at.getTime(), lastMs)
    const random = nextRandom()
    const first = random.readUInt16LE(RANDOM_LENGTH - 2) % MAX_FIRST_TURN
    turn = ms === lastMs && turn + 1 < MAX_TURN ? turn + 1 : first
    lastMs = ms
    let rest = ''
    for (let n = 0; n < ID_LENGTH - PREFIX_LENGTH; n += 1)
      rest += LETTERS.charAt((random[n] ?? 0) & 31)
    return letters(ms, TIME_LENGTH) + letters(turn, TURN_LENGTH) + rest
  }
}

/**
 * Returns the id of one event of an announced write.
 *
 * @param intentId - The write's own id.
 * @param what - What the event is about, in words that the same event always has.
 * @param position - Where the call itself names its records: which of them it is, from 0.
 */
export function derivedId(intentId: string, what: string, position?: number): string {
  const hash = createHash('sha256').update(`${intentId} ${what}`).digest()
  let own = ''
  for (const byte of hash) own += LETTERS.charAt(byte & 31)
  const place = position === undefined ? '' : letters(position, POSITION_LENGTH)
  return (intentId.slice(0, PREFIX_LENGTH) + place + own).slice(0, ID_LENGTH)
}

function letters(value: number, length: number): string {
  let text = ''
  let left = value
  while (text.length < length) {
    text = `${LETTERS[left % 32]}${text}`
    left = Math.floor(left / 32)
  }
  return text
}
