/** Which databases have captured collections, and through which client is each one reached? */
import { isSameDeployment } from '../capture/same-deployment.ts'
import type { AttachedSites } from '../capture/attached-sites.ts'
import type { DriverClient } from '../capture/driver.ts'
import type { CaptureSite } from '../capture/site.ts'
import type { MongoClient, Timestamp } from 'mongodb'
import { currentTimeOf } from './current-time.ts'
import type { DatabaseTime } from './current-time.ts'

/** A database with captured collections. */
export interface WatchedDatabase {
  readonly name: string
  /** Tells databases of the same name on several deployments apart. */
  readonly key: string
  readonly client: MongoClient
  /** Whether events can be stored in its transactions. */
  readonly sharesStore: boolean
  /** Its captured collections at the moment: models may come later. */
  namespaces(): string[]
  siteOf(namespace: string): CaptureSite | undefined
  currentTime(): Promise<Omit<DatabaseTime, 'time'> & { readonly time: Timestamp }>
}

/** Lists the databases, each once. */
export function watchedDatabases(sites: AttachedSites, store: unknown): WatchedDatabase[] {
  const databases = new Map<string, WatchedDatabase>()
  for (const site of sites.all()) {
    const { client, dbName: name } = site.original
    const sharesStore = isSameDeployment(client, store)
    const key = sharesStore ? name : `${setNameOf(client)}/${name}`
    if (databases.has(key)) continue
    databases.set(key, databaseOf(sites, { client, name, key, sharesStore }))
  }
  return [...databases.values()]
}

function databaseOf(
  sites: AttachedSites,
  facts: {
    readonly client: DriverClient
    readonly name: string
    readonly key: string
    readonly sharesStore: boolean
  },
): WatchedDatabase {
  const { client, name, key, sharesStore } = facts
  const isOurs = ({ original }: CaptureSite): boolean =>
    original.dbName === name && isSameDeployment(original.client, client)
  return {
    name,
    key,
    sharesStore,
    // The application's own driver, whichever version's types it has.
    client: client as unknown as MongoClient,
    namespaces: () => [
      ...new Set(
        sites
          .all()
          .filter(isOurs)
          .map(({ original }) => `${name}.${original.collectionName}`),
      ),
    ],
    siteOf: (namespace) => sites.of(namespace).find(isOurs),
    async currentTime() {
      const { time, at } = await currentTimeOf(client, name)
      return { at, time: time as unknown as Timestamp }
    },
  }
}

function setNameOf(client: DriverClient): string {
  return client.topology?.description?.setName ?? 'cluster'
}
