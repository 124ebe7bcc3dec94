/**
 * The process in which an application is loaded to be looked at.
 *
 * Started by `run-check.ts` with the application's path; sends its facts back and ends.
 */
import { pathToFileURL } from 'node:url'
import { announced } from '../../announce.ts'
import type { Audit } from '../../audit.ts'
import type { AppFacts, AuditFacts } from './app-facts.ts'
import { databaseFacts } from './database-facts.ts'
import { holdStill } from './held-still.ts'
import { hostFacts } from './host-facts.ts'
import { loadApp } from './load-app.ts'

const held = holdStill()
const [, , path = ''] = process.argv
const failure = await loadApp(pathToFileURL(path).href, { held, isSettled })
const facts: AppFacts = {
  ...(failure === undefined ? {} : { failure }),
  audits: await Promise.all(announced().map(auditFacts)),
  hosts: hostFacts(held.servers),
}
process.send?.(facts, undefined, undefined, () => held.exit(0))

function isSettled(): boolean {
  const isConnected = announced().every((audit) => audit.inspect().database !== undefined)
  return held.servers.length > 0 && isConnected
}

async function auditFacts(audit: Audit): Promise<AuditFacts> {
  const { models, unplugged, pending, places, database } = audit.inspect()
  return {
    models,
    unplugged,
    pending,
    places: places.map(({ place, on }) => ({ place, on })),
    database: await databaseFacts(database),
  }
}
