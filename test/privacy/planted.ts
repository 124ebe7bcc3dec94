/**
 * Where has a value got to?
 *
 * Every planted value carries a mark with a number, so that one look at some bytes finds all of
 * them, in whatever form they stand: as text in any escaping, UTF-16, hex or base64. What was
 * compressed is unpacked by whoever hands it in.
 */
import { createHash } from 'node:crypto'

/**
 * `secret` is to be nowhere; `sensitive` in no answer and nowhere in plain; `personal` nowhere in
 * plain, and in answers while it is the last value; `said` nowhere in plain, and in answers, since
 * the application said it in an event of its own; `open` is the control, and is found.
 */
export type PlantKind = 'secret' | 'sensitive' | 'personal' | 'said' | 'open'

export interface Planted {
  readonly kind: PlantKind
  /** By which way it went in. */
  readonly where: string
  readonly text: string
}

/** The mark of texts, and the one of digits. */
const MARK = 'qzxv'
const DIGITS = '5511970717'
const MOST = 1_000

const SHAPES = {
  // With what JSON, URLs, regular expressions and shells write in other ways.
  secret: (mark: string) => `S+${mark}/"\\'% &=ã`,
  name: (mark: string) => `Núria ${mark} D'Ávila`,
  email: (mark: string) => `${mark}.souza+x@example.com`,
  word: (mark: string) => mark,
  // No name that a program has.
  key: (mark: string) => `${mark}@home`,
  phone: (mark: string) => DIGITS + mark.slice(MARK.length),
} as const

export type Shape = keyof typeof SHAPES

/** Makes values, and knows which it made. */
export interface Planter {
  readonly all: readonly Planted[]
  readonly secret: (where: string, shape?: Shape) => string
  readonly personal: (where: string, shape?: Shape) => string
  readonly sensitive: (where: string) => string
  readonly said: (where: string, shape?: Shape) => string
  readonly open: (where: string) => string
  /** Of these values, those that stand in the bytes. */
  within(bytes: Buffer | string): readonly Planted[]
}

export function createPlanter(): Planter {
  const all: Planted[] = []
  function plant(kind: PlantKind, where: string, shape: Shape): string {
    if (all.length === MOST) throw new Error('too many values')
    const text = SHAPES[shape](MARK + String(all.length).padStart(3, '0'))
    all.push({ kind, where, text })
    return text
  }
  return {
    all,
    secret: (where, shape = 'secret') => plant('secret', where, shape),
    personal: (where, shape = 'name') => plant('personal', where, shape),
    sensitive: (where) => plant('sensitive', where, 'name'),
    said: (where, shape = 'name') => plant('said', where, shape),
    open: (where) => plant('open', where, 'secret'),
    within(bytes) {
      const text = typeof bytes === 'string' ? Buffer.from(bytes).toString('latin1') : latin1(bytes)
      return [...numbersIn(text)].flatMap((n) => all[n] ?? []).toSorted(byText)
    },
  }
}

/** Digests without a key: whoever guesses the value knows that it was right. */
export function digestsOf(text: string): readonly string[] {
  return ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) => {
    const digest = createHash(algorithm).update(text).digest()
    return [latin1(digest), digest.toString('hex'), digest.toString('base64').slice(0, 20)]
  })
}

function byText(one: Planted, other: Planted): number {
  return one.text < other.text ? -1 : 1
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1')
}

const IN_TEXT = new RegExp(`(?:${MARK}|${DIGITS})(\\d{3})`, 'gi')
const IN_UTF16 = new RegExp(
  `(?:${[MARK, DIGITS].map((mark) => mark.split('').join('\\x00')).join('|')})\\x00(\\d)\\x00(\\d)\\x00(\\d)`,
  'gi',
)
const IN_HEX = new RegExp(
  `(?:${[MARK, MARK.toUpperCase(), DIGITS].map((mark) => Buffer.from(mark).toString('hex')).join('|')})3(\\d)3(\\d)3(\\d)`,
  'gi',
)
/** What is the same of every base64 text with the mark in it, by where in a group it begins. */
const IN_BASE64 = [MARK, DIGITS].flatMap((mark) =>
  [0, 1, 2].map((skip) => {
    const whole = Buffer.concat([Buffer.alloc(skip), Buffer.from(mark)]).toString('base64')
    const first = Math.ceil((skip * 8) / 6)
    const last = Math.floor(((skip + mark.length) * 8) / 6)
    return { first, core: whole.slice(first, last) }
  }),
)

function numbersIn(text: string): ReadonlySet<number> {
  const found = new Set<number>()
  for (const pattern of [IN_TEXT, IN_UTF16, IN_HEX]) {
    for (const [, ...digits] of text.matchAll(pattern)) found.add(Number(digits.join('')))
  }
  for (const { first, core } of IN_BASE64) {
    for (let at = text.indexOf(core); at !== -1; at = text.indexOf(core, at + 1)) {
      // base64url is read as well.
      const inner = Buffer.from(text.slice(Math.max(0, at - first), at + 28), 'base64')
      for (const [, digits] of latin1(inner).matchAll(IN_TEXT)) found.add(Number(digits))
    }
  }
  return found
}
