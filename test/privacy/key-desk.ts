/** Keys for tests: a store in memory, and a source that counts and can be taken away. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyBinding } from '@rastro/core'
import type { KeySource, KeyStore, WrappedKey } from '@rastro/core'
import { localKeyFile } from 'rastro'

/** The path of a key file that is not there yet, outside every project. */
export function newKeyPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'audit-keys-')), 'test.key')
}

/** A source that counts what it is asked, and fails while it is away. */
export interface TestSource extends KeySource {
  readonly asked: { wrap: number; unwrap: number }
  isAway: boolean
}

export function testSource(path: string = newKeyPath()): TestSource {
  const inner = localKeyFile(path)
  const asked = { wrap: 0, unwrap: 0 }
  const source: TestSource = {
    asked,
    isAway: false,
    get id() {
      return inner.id
    },
    async wrap(dataKey, boundTo) {
      asked.wrap += 1
      if (source.isAway) throw new Error('away')
      return inner.wrap(dataKey, boundTo)
    },
    async unwrap(wrapped, boundTo) {
      asked.unwrap += 1
      if (source.isAway) throw new Error('away')
      return inner.unwrap(wrapped, boundTo)
    },
  }
  return source
}

/** Keeps keys in memory. */
export function memoryKeys(): KeyStore & { readonly kept: Map<string, WrappedKey> } {
  const kept = new Map<string, WrappedKey>()
  return {
    kept,
    byOwner: async (owners) => owners.flatMap((one) => kept.get(one) ?? []),
    byId: async (ids) => [...kept.values()].filter(({ id }) => ids.includes(id)),
    recordsWithId: async () => [],
    async add(key) {
      const known = kept.get(key.owner) ?? key
      kept.set(key.owner, known)
      return known
    },
    erasedAt: async () => new Map(),
    wrappedByOthers: async (source, limit) =>
      [...kept.values()].filter((one) => one.source !== source).slice(0, limit),
    async rewrap(old, anew) {
      kept.set(old.owner, { ...old, ...anew })
    },
  }
}

/** Whose key it is, as sources are told. */
export const bound = (owner = 'c-1'): Uint8Array => keyBinding({ tenant: 'default', owner })

/** 32 random bytes. */
export const newKeyBytes = (): Uint8Array => randomBytes(32)
