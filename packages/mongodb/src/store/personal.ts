/** How are people's own arrangements kept: one small document per person and part? */
import { createHash } from 'node:crypto'
import { AuditError } from '@rastro/core'
import type { PersonalKey, PersonalPart } from '@rastro/core'
import { DURABLE, runCommand } from './commands.ts'
import { findDocuments } from './reads.ts'
import { isDuplicateKey, notConfirmed } from './store-errors.ts'
import type { StoreLink } from './store-link.ts'

export interface PersonalKeeper {
  read(link: StoreLink, key: PersonalKey): Promise<PersonalPart | undefined>
  every(
    link: StoreLink,
    tenant: string,
    part: string,
  ): Promise<readonly (PersonalPart & Pick<PersonalKey, 'person'>)[]>
  /** False if the part has another version than the expected one. */
  save(
    link: StoreLink,
    key: PersonalKey,
    next: { readonly text: string; readonly expected: number },
  ): Promise<boolean>
}

export interface PersonalOptions {
  readonly collection: string
  readonly waitMs: number
}

const MAX_PEOPLE = 10_000

export function createPersonalKeeper({ collection, waitMs }: PersonalOptions): PersonalKeeper {
  return {
    async read(link, key) {
      const query = { _id: idOf(key) }
      const [found] = await findDocuments(link, { collection, query, limit: 1, maxTimeMs: waitMs })
      return found && { version: Number(found['version']), text: String(found['text']) }
    },

    async every(link, tenant, part) {
      const query = { tenant, part }
      const asked = { collection, query, limit: MAX_PEOPLE, maxTimeMs: waitMs }
      const found = await findDocuments(link, asked)
      return found.flatMap(({ person, version, text }) =>
        typeof person === 'string'
          ? [{ person, version: Number(version), text: String(text) }]
          : [],
      )
    },

    async save({ db }, key, { text, expected }) {
      const _id = idOf(key)
      const { tenant, person, part } = key
      // Text and not an object: its keys are whatever somebody sent.
      const fields = { tenant, person, part, text, version: expected + 1 }
      const writeConcern = { ...DURABLE, wtimeout: waitMs }
      if (expected === 0) {
        const reply = await runCommand(db, {
          insert: collection,
          documents: [{ _id, ...fields }],
          writeConcern,
        })
        const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
        if (error !== undefined && !isDuplicateKey(error)) throw refused(error.code)
        assertConfirmed(reply)
        return error === undefined
      }
      const reply = await runCommand(db, {
        update: collection,
        updates: [{ q: { _id, version: expected }, u: { $set: fields } }],
        writeConcern,
      })
      const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
      if (error !== undefined) throw refused(error.code)
      assertConfirmed(reply)
      return reply['n'] === 1
    },
  }
}

function idOf({ tenant, person, part }: PersonalKey): string {
  const name = JSON.stringify([tenant, person, part])
  return createHash('sha256').update(name).digest('base64url')
}

function assertConfirmed(reply: Readonly<Record<string, unknown>>): void {
  const unconfirmed = reply['writeConcernError'] as { readonly code: number } | undefined
  if (unconfirmed !== undefined) throw notConfirmed(unconfirmed.code)
}

function refused(code: number): AuditError {
  return new AuditError('AUDIT_STORE_UNAVAILABLE', `The audit store refused a document: ${code}`)
}
