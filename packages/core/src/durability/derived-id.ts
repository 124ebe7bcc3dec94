/**
 * Which ids do an announced write and its events get?
 *
 * Ids of events are derived from the write's own, so that an event that a later process makes
 * anew is the one that may have been stored before the crash. All have the form of ULIDs.
 */
import { hash, randomBytes } from 'node:crypto'
import type { StoredValue } from '../event/event.ts'
import { kindOf } from '../values/kind.ts'

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
/** Position among the records that the call itself names. */
const POSITION_LENGTH = 4
/** Seconds and counter of an ObjectId, as far as they fit; a whole number. */
const ORDER_LENGTH = 9
const COUNTER_BITS = 24
const MAX_ORDER = 32 ** ORDER_LENGTH

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
 * @param order - Letters by which it sorts among those of the write; none where it has no order.
 */
export function derivedId(intentId: string, what: string, order = ''): string {
  // In one call: an object for each of the many ids of a call costs as much as its hash.
  const bytes = hash('sha256', `${intentId} ${what}`, 'buffer')
  let own = ''
  for (const byte of bytes) own += LETTERS.charAt(byte & 31)
  return (intentId.slice(0, PREFIX_LENGTH) + order + own).slice(0, ID_LENGTH)
}

/** Whether this may be the id of one of the write's events; another write's rarely looks like it. */
export function isWrittenTogether(eventId: string, intentId: string): boolean {
  return eventId.startsWith(intentId.slice(0, PREFIX_LENGTH))
}

/** Letters for a record that the call names: which of them it is, from 0. */
export function positionLetters(position: number): string {
  return letters(position, POSITION_LENGTH)
}

/** A letter for the how-manieth event about one record. */
export function stepLetter(step: number): string {
  return LETTERS.charAt(Math.min(step, LETTERS.length - 1))
}

/**
 * Letters by which records sort that the call does not name: as they were made, where their ids
 * tell so. Only for ids of which hardly two give the same letters.
 */
export function tryOrderLetters(id: StoredValue): string | undefined {
  const kind = kindOf(id)
  if (kind === 'objectId') {
    const hex = (id as { toHexString(): string }).toHexString()
    const seconds = Number.parseInt(hex.slice(0, 8), 16)
    const counter = Number.parseInt(hex.slice(18), 16)
    // The upper bits of the seconds have no room: numbers of more than 53 bits lose their lower ones.
    const kept = seconds % (MAX_ORDER / 2 ** COUNTER_BITS)
    return letters(kept * 2 ** COUNTER_BITS + counter, ORDER_LENGTH)
  }
  if (kind !== 'int' && kind !== 'long' && kind !== 'double') return undefined
  const number = Number(id)
  const isWhole = Number.isInteger(number) && number >= 0 && number < MAX_ORDER
  return isWhole ? letters(number, ORDER_LENGTH) : undefined
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
