/**
 * Which plan does the database choose for what the store asks?
 *
 * Black box: the commands that the store sends are overheard on the client and explained, word
 * for word, so that a test cannot explain another query than the one that runs.
 */
import { createMongoStore } from '@rastro/mongodb'
import type { EventStore } from '@rastro/core'
import * as driver from 'mongodb'
import type { Db, Document, MongoClient } from 'mongodb'

export interface Plan {
  /** Indexes that are read, each once, in alphabetical order. */
  readonly indexes: readonly string[]
  /** Names of all stages. */
  readonly stages: readonly string[]
  readonly keysExamined: number
  readonly docsExamined: number
  readonly returned: number
}

/** Runs a reading of the store and returns the plan of each query it sent, in their order. */
export type Explain = (reading: (store: EventStore) => Promise<unknown>) => Promise<Plan[]>

export function createExplainer(
  client: MongoClient,
  db: Db,
): { store: EventStore; explain: Explain } {
  const store = createMongoStore({ database: () => db, bson: driver, waitMs: 120_000 })
  return {
    store,
    async explain(reading) {
      const commands: Document[] = []
      const listen = ({ command }: { command: Document }): void => {
        const collection = command['find'] ?? command['aggregate'] ?? command['distinct']
        if (collection === 'audit_events') commands.push(command)
      }
      client.on('commandStarted', listen)
      await reading(store).finally(() => client.off('commandStarted', listen))
      return Promise.all(commands.map((command) => explained(db, command)))
    },
  }
}

/** What belongs to the message and not to the query. */
const MESSAGE_KEYS = ['lsid', '$clusterTime', '$db', '$readPreference', 'readConcern', 'maxTimeMS']

async function explained(db: Db, sent: Document): Promise<Plan> {
  const query = Object.entries(sent).filter(([key]) => !MESSAGE_KEYS.includes(key))
  const explain = Object.fromEntries(query)
  const reply = await db.command({ explain, verbosity: 'executionStats' })
  // An aggregation explains its query inside its first stage, unless it is nothing but a query.
  const cursor = (reply['stages'] as Document[] | undefined)?.[0]?.['$cursor'] ?? reply
  const { executionStats, queryPlanner } = cursor as Record<string, Document>
  const stages = stagesOf(queryPlanner?.['winningPlan'] as Document)
  const indexes = stages.flatMap(({ indexName }) => (indexName === undefined ? [] : [indexName]))
  return {
    indexes: [...new Set(indexes as string[])].toSorted(),
    stages: stages.map(({ stage }) => stage as string),
    keysExamined: executionStats?.['totalKeysExamined'] as number,
    docsExamined: executionStats?.['totalDocsExamined'] as number,
    returned: executionStats?.['nReturned'] as number,
  }
}

function stagesOf(plan: Document): Document[] {
  const inner = [
    plan['queryPlan'],
    plan['inputStage'],
    ...((plan['inputStages'] ?? []) as Document[]),
  ]
  const below = inner.filter((one) => one !== undefined).flatMap((one) => stagesOf(one as Document))
  return plan['stage'] === undefined ? below : [plan, ...below]
}
