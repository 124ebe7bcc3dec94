/** An audited application whose records can also be read and written behind the capture's back. */
import { randomUUID } from 'node:crypto'
import type { Audit, AuditOptions, PluginOptions, ReadEvent } from 'rastro'
import type { Collection, Document } from 'mongodb'
import type mongooseType from 'mongoose'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

type ThingModel = mongooseType.Model<Record<string, unknown>>

export interface PastDesk extends AuditedMongoose {
  /** A loose model, so that everything can be stored. */
  readonly Thing: ThingModel
  /** The driver's collection behind the capture: a write here is one that bypassed it. */
  readonly bare: Collection
  /** The record with every type, as it is now. */
  now(id: unknown): Promise<Document | undefined>
  /** Writes of the record, oldest first. */
  writes(id: unknown): Promise<readonly ReadEvent[]>
  /** The newest write of the record. */
  newest(id: unknown): Promise<ReadEvent>
  target(id: unknown): { readonly type: string; readonly id: unknown }
}

export async function openPastDesk(
  module: string,
  options: { readonly plugin?: PluginOptions; readonly audit?: Partial<AuditOptions> } = {},
): Promise<PastDesk> {
  const one = createAuditedMongoose(module, options.audit)
  const { mongoose, audit } = one
  const schema = new mongoose.Schema(
    { _id: mongoose.Schema.Types.Mixed },
    {
      strict: false,
      minimize: false,
    },
  )
  schema.plugin(audit.plugin, options.plugin)
  const Thing = mongoose.model('Thing', schema) as unknown as ThingModel
  await one.connect()
  const client = mongoose.connection.getClient()
  const bare = client.db(mongoose.connection.name).collection(Thing.collection.name)
  const writes = async (id: unknown): Promise<readonly ReadEvent[]> => allWrites(audit, id)
  return {
    ...one,
    Thing,
    bare: bare as unknown as Collection,
    now: async (id) =>
      (await bare.findOne({ _id: id } as never, {
        promoteValues: false,
        promoteBuffers: false,
        bsonRegExp: true,
      })) ?? undefined,
    writes,
    async newest(id) {
      const event = (await writes(id)).at(-1)
      if (event === undefined) throw new Error('nothing was recorded')
      return event
    },
    target: (id) => ({ type: 'Thing', id }),
  }
}

/** An id of its own for every case. */
export function freshId(): string {
  return randomUUID()
}

async function allWrites(audit: Audit, id: unknown): Promise<readonly ReadEvent[]> {
  await audit.flush()
  const events: ReadEvent[] = []
  let cursor: string | undefined
  do {
    const page = await audit.history({ type: 'Thing', id }, { order: 'oldest', limit: 500, cursor })
    events.push(...page.events)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return events.filter(({ fidelity }) => fidelity !== undefined)
}
