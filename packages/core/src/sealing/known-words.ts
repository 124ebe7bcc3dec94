/**
 * By which words does the log know somebody?
 *
 * Asked before the person is forgotten, so that what others kept of them can be found; and whether
 * words that somebody keeps are these. Nothing of it is stored.
 */
import { foldText } from '../memory/fold-text.ts'
import type { ErasureStore } from '../ports/erasure.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { maskKey } from '../privacy/mask.ts'
import { fieldsOf } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'
import type { DataKey } from './data-key.ts'
import { openStored } from './open-event.ts'

/** Shorter ones are anybody's. */
const MIN_CHARS = 3
const MIN_TELLING_CHARS = 4
/** Of a text that is no name: a letter, a note. */
const MAX_CHARS = 200

/** What somebody keeps, asked whether it names the person. */
export interface KnownWords {
  /** True for an id, a name, an address of the person, or a part of one in whole words. */
  isNamedBy(words: string): boolean
  /** The same of a text in which other words may stand as well. */
  isNamedIn(text: string): boolean
}

/** Reads them from every event that holds values of the person. */
export async function knownWords(
  store: Pick<ErasureStore, 'sealedUnder'>,
  {
    tenant,
    ids,
    keys,
    make,
  }: {
    readonly tenant: string
    readonly ids: readonly string[]
    /** The person's, by their commitments. */
    readonly keys: ReadonlyMap<string, DataKey>
    readonly make: ValueMaker
  },
): Promise<KnownWords> {
  const texts = new Set(ids.map(foldText))
  for await (const events of store.sealedUnder(tenant, [...keys.keys()])) {
    for (const event of events) {
      openStored(event, {
        keys,
        make,
        opened: (value, place) => addTexts(dataIn(value, place), texts),
      })
    }
  }
  const all = [...texts].map((text) => ({ text, words: new Set(wordsOf(text)) }))

  function isNamedBy(given: string): boolean {
    const text = foldText(given.trim())
    const words = wordsOf(text)
    return all.some(
      (one) =>
        one.text === text || (words.length > 0 && words.every((word) => one.words.has(word))),
    )
  }

  return {
    isNamedBy,
    isNamedIn(given) {
      if (isNamedBy(given)) return true
      const text = foldText(given)
      const words = wordsOf(text).filter((word) => word.length >= MIN_TELLING_CHARS)
      return all.some(
        (one) =>
          (one.text.length >= MIN_TELLING_CHARS && text.includes(one.text)) ||
          // Whoever searches by a part of a word searches by its beginning.
          words.some((word) => [...one.words].some((known) => known.startsWith(word))),
      )
    },
  }
}

/** Of a path that is data, those names that no schema has. */
function dataIn(value: unknown, place: readonly unknown[]): unknown {
  const isPath = place[0] === 'changes' && place.at(-1) === 'path' && Array.isArray(value)
  return isPath ? value.filter((name) => maskKey(String(name)) !== name) : value
}

function addTexts(value: unknown, texts: Set<string>): void {
  const kind = kindOf(value)
  if (typeof value === 'string') {
    const text = foldText(value.slice(0, MAX_CHARS)).trim()
    if (text.length >= MIN_CHARS) texts.add(text)
  } else if (kind === 'array') {
    for (const one of value as readonly unknown[]) addTexts(one, texts)
  } else if (kind === 'object' && !isReference(value)) {
    for (const [key, one] of Object.entries(fieldsOf(value as object))) {
      if (maskKey(key) !== key) addTexts(key, texts)
      addTexts(one, texts)
    }
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}
