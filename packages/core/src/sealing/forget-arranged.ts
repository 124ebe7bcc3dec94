/**
 * What of the things that people keep for themselves goes with somebody who is forgotten?
 *
 * Saved views that name the person, found by what the log knows of the person before it is gone. The
 * key of whoever kept them is exchanged, so that no old copy of them is of use. What others keep is
 * no evidence: where two processes are at it at once, a view may be lost.
 */
import type { RecordReference } from '../event/event.ts'
import type { ErasureStore } from '../ports/erasure.ts'
import type { KeyStore } from '../ports/keys.ts'
import type { PersonalKey, PersonalStore } from '../ports/personal-store.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { idText } from '../values/id-text.ts'
import type { DataKeys } from './data-keys.ts'
import { knownWords } from './known-words.ts'
import type { KnownWords } from './known-words.ts'
import { ownerOfArranged } from './sealing-personal.ts'

const MAX_TRIES = 5

/** Texts that people keep for themselves: saved views. */
export interface Arranged {
  readonly store: PersonalStore
  readonly part: string
  /** The text without what names the person; undefined where nothing does. */
  readonly without: (text: string, words: KnownWords) => string | undefined
}

interface ForgetParts {
  readonly arranged?: Arranged | undefined
  readonly store: Pick<ErasureStore, 'sealedUnder' | 'destroy'>
  readonly keyStore: Pick<KeyStore, 'byOwner'>
  readonly keys: Pick<DataKeys, 'forget' | 'byId'>
  readonly make: () => ValueMaker
}

interface Forgotten {
  readonly tenant: string
  readonly subject: Pick<RecordReference, 'id'>
  /** Commitments of the person's keys, which are still there. */
  readonly keys: readonly string[]
  readonly at: Date
}

/** @returns Of how many people something went. */
export async function forgetArranged(
  { tenant, subject, keys: ids, at }: Forgotten,
  parts: ForgetParts,
): Promise<number> {
  const { arranged, store, keyStore, keys } = parts
  const all = (await arranged?.store.every(tenant, arranged.part)) ?? []
  // Most have none, and everything about the person need not be read.
  if (arranged === undefined || all.length === 0) return 0
  const words = await knownWords(store, {
    tenant,
    ids: [idText(subject.id)],
    keys: await keys.byId(ids),
    make: parts.make(),
  })
  let people = 0
  for (const { person, text, version } of all) {
    const left = arranged.without(text, words)
    if (left === undefined) continue
    people += 1
    const { part } = arranged
    const old = await keyStore.byOwner([ownerOfArranged(tenant, { person, part })])
    await store.destroy(old, at)
    keys.forget(old.map(({ id }) => id))
    const key = { tenant, person, part }
    await save(arranged, key, { left, version, without: (now) => arranged.without(now, words) })
  }
  return people
}

async function save(
  { store }: Arranged,
  key: PersonalKey,
  {
    left,
    version,
    without,
  }: {
    readonly left: string
    readonly version: number
    readonly without: (text: string) => string | undefined
  },
): Promise<void> {
  let [text, expected] = [left, version]
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (await store.save(key, text, expected)) return
    // Somebody saved a view meanwhile: that one counts, as far as it may stay.
    const now = await store.read(key)
    if (now === undefined) return
    text = without(now.text) ?? now.text
    expected = now.version
  }
}
