/**
 * How does a program get a replica set that goes away with it?
 *
 * The composition: find a server, start members through a keeper, make them one set.
 */
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { MongodError } from '../errors.ts'
import { findMongod } from '../find/find-mongod.ts'
import type { FoundMongod } from '../find/find-mongod.ts'
import { assertKnownOptions } from '../options.ts'
import { loadDriver } from './driver.ts'
import type { MongoDriver } from './driver.ts'
import { findFreePorts } from './free-port.ts'
import { createKeeper } from './keeper.ts'
import type { Keeper } from './keeper.ts'
import { createServerProcess } from './member.ts'
import type { ServerProcess } from './member.ts'
import { mongodArguments } from './mongod-arguments.ts'
import { findPrimaryPort, formReplicaSet, replicaSetUri, waitUntilReadable } from './replica-set.ts'
import type { ReplicaSetPlan } from './replica-set.ts'

/** Options of {@link startMongo}. */
export interface StartMongoOptions {
  /** Members of the replica set; default 1. */
  readonly members?: 1 | 3
  /** Folder of the data, kept at the end; default a temporary folder, removed at the end. */
  readonly dataDir?: string
  /** First port on 127.0.0.1, from 1 to 65533, the others follow it; default free ports. */
  readonly port?: number
  /** What to run; default what {@link findMongod} finds. */
  readonly mongod?: FoundMongod
  /** The driver that sets the replica set up; default the installed `mongodb`. */
  readonly driver?: MongoDriver
  /** WiredTiger cache of each member in GB; at least and by default 0.25. */
  readonly cacheSizeGb?: number
  /** Switches on commands for tests such as `configureFailPoint`; default false. */
  readonly testCommands?: boolean
  /** Milliseconds without a primary before another is elected; default 5000. */
  readonly electionTimeoutMs?: number
  /** Milliseconds the start may take once a server was found; default 120000. */
  readonly startTimeoutMs?: number
  /** Told what is going on, one line at a time. */
  readonly onProgress?: (line: string) => void
}

/** One member, for tests that take a server away. */
export interface MongoMember {
  /** Its port on 127.0.0.1, the same after a restart. */
  readonly port: number
  readonly dataDir: string
  /** The process id, or `undefined` while it does not run. */
  readonly pid: number | undefined
  /** Shuts it down in order. */
  stop(): Promise<void>
  /** Ends it by SIGKILL, as a power cut would. */
  kill(): Promise<void>
  /** Stops it if it runs, starts it and waits until it has joined the set again. */
  restart(): Promise<void>
  /** Freezes it: connections stay open and nothing answers. */
  pause(): Promise<void>
  /** Lets it go on after {@link MongoMember.pause}. */
  resume(): Promise<void>
}

/** A running replica set. */
export interface RunningMongo {
  /** Connection string that names every member and the replica set. */
  readonly uri: string
  /** The server's version, or `undefined` for a server from `MONGODB_URI`. */
  readonly version: string | undefined
  /** Where the server came from: a {@link FoundMongod} source. */
  readonly source: string
  /** Empty for a server from `MONGODB_URI`, which is not ours to control. */
  readonly members: readonly MongoMember[]
  readonly ports: readonly number[]
  /** Process ids of the members that run now. */
  readonly pids: readonly number[]
  /** Returns the member that is primary, waiting for an election if there is none. */
  findPrimary(): Promise<MongoMember>
  /** Ends every member; data in a temporary folder is removed. */
  stop(): Promise<void>
}

const OPTION_NAMES = [
  'members',
  'dataDir',
  'port',
  'mongod',
  'driver',
  'cacheSizeGb',
  'testCommands',
  'electionTimeoutMs',
  'startTimeoutMs',
  'onProgress',
]
const MINIMUM_CACHE_GB = 0.25
const PORT_ATTEMPTS = 5

/**
 * Starts a MongoDB replica set that ends with this process, however the process ends.
 *
 * @param options - See {@link StartMongoOptions}; none is required.
 * @throws {@link MongodError} `AUDIT_MONGOD_NOT_FOUND` if there is no server to run,
 * `AUDIT_MONGOD_DRIVER_MISSING` without a driver, `AUDIT_MONGOD_START_FAILED` if it does not start in
 * time, `AUDIT_MONGOD_OPTION_INVALID` for an unknown option or a value out of range.
 *
 * @example
 * ```ts
 * const mongo = await startMongo({ members: 3 })
 * await mongoose.connect(mongo.uri)
 * await mongo.stop()
 * ```
 */
export async function startMongo(options: StartMongoOptions = {}): Promise<RunningMongo> {
  assertOptions(options)
  const onProgress = options.onProgress ?? (() => {})
  const found = options.mongod ?? (await findMongod({ onProgress }))
  if (found.kind === 'uri') return foreignServer(found.uri, found.source)

  const driver = options.driver ?? (await loadDriver())
  const timeoutMs = options.startTimeoutMs ?? 120_000
  const count = options.members ?? 1
  const where = count === 1 ? 'a replica set of one' : `a replica set of ${count}`
  onProgress(`starting MongoDB ${found.version} (${found.source}) as ${where}`)

  const { temporaryDir, dataDir } = await prepareDataDir(options.dataDir)
  const keeper = createKeeper(temporaryDir)
  try {
    const start = { ...options, keeper, dataDir, count, command: found.path }
    const servers = await startServers(start, Date.now() + timeoutMs)
    const plan = (): ReplicaSetPlan => ({
      driver,
      ports: servers.map(({ port }) => port),
      electionTimeoutMs: options.electionTimeoutMs ?? 5_000,
      deadline: Date.now() + timeoutMs,
    })
    await formReplicaSet(plan())
    return ownServer({
      servers,
      keeper,
      plan,
      timeoutMs,
      version: found.version,
      source: found.source,
    })
  } catch (error) {
    await keeper.close()
    throw error
  }
}

interface ServersToStart extends StartMongoOptions {
  readonly keeper: Keeper
  readonly dataDir: string
  readonly count: number
  readonly command: string
}

async function startServers(start: ServersToStart, deadline: number): Promise<ServerProcess[]> {
  const { port, count } = start
  for (let attempt = 1; ; attempt += 1) {
    const ports =
      port === undefined
        ? await findFreePorts(count)
        : Array.from({ length: count }, (_, index) => port + index)
    const servers = ports.map((own, index) => prepareServer(start, { port: own, index }))
    const results = await Promise.allSettled(servers.map((server) => server.start(deadline)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed === undefined) return servers
    await Promise.all(servers.map((server) => server.kill()))
    // Between asking for a free port and using it, somebody else may take it.
    const isPortTaken = String(failed.reason).includes('Address already in use')
    if (port !== undefined || !isPortTaken || attempt === PORT_ATTEMPTS) throw failed.reason
  }
}

function prepareServer(
  start: ServersToStart,
  { port, index }: { port: number; index: number },
): ServerProcess {
  const dataDir = join(start.dataDir, `member-${index + 1}`)
  const args = mongodArguments({
    port,
    dataDir,
    cacheSizeGb: start.cacheSizeGb ?? MINIMUM_CACHE_GB,
    testCommands: start.testCommands ?? false,
  })
  return createServerProcess({ keeper: start.keeper, command: start.command, args, port, dataDir })
}

interface OwnServer {
  readonly servers: readonly ServerProcess[]
  readonly keeper: Keeper
  readonly plan: () => ReplicaSetPlan
  readonly timeoutMs: number
  readonly version: string
  readonly source: string
}

function ownServer({ servers, keeper, plan, timeoutMs, version, source }: OwnServer): RunningMongo {
  const ports = servers.map(({ port }) => port)
  const members = servers.map((server): MongoMember => ({
    port: server.port,
    dataDir: server.dataDir,
    get pid() {
      return server.pid
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop()
      await server.start(Date.now() + timeoutMs)
      await waitUntilReadable(plan(), server.port)
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
  }))
  return {
    uri: replicaSetUri(ports),
    version,
    source,
    members,
    ports,
    get pids() {
      return servers.map(({ pid }) => pid).filter((pid) => pid !== undefined)
    },
    findPrimary: async () => {
      const port = await findPrimaryPort(plan())
      const primary = members.find((member) => member.port === port)
      if (primary === undefined) throw new Error(`no member has port ${port}`)
      return primary
    },
    stop: () => keeper.close(),
  }
}

function foreignServer(uri: string, source: string): RunningMongo {
  return {
    uri,
    version: undefined,
    source,
    members: [],
    ports: [],
    pids: [],
    findPrimary: () =>
      Promise.reject(
        new MongodError(
          'AUDIT_MONGOD_START_FAILED',
          `the server from ${source} is not ours to ask`,
        ),
      ),
    stop: () => Promise.resolve(),
  }
}

async function prepareDataDir(
  kept: string | undefined,
): Promise<{ temporaryDir: string | undefined; dataDir: string }> {
  if (kept === undefined) {
    const temporaryDir = await mkdtemp(join(tmpdir(), 'audit-mongod-'))
    return { temporaryDir, dataDir: temporaryDir }
  }
  const dataDir = resolve(kept)
  await mkdir(dataDir, { recursive: true })
  return { temporaryDir: undefined, dataDir }
}

function assertOptions(options: StartMongoOptions): void {
  assertKnownOptions(options, OPTION_NAMES)
  const { members, port, cacheSizeGb } = options
  if (members !== undefined && members !== 1 && members !== 3) {
    throw invalid(`members must be 1 or 3; got ${String(members)}`)
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_533)) {
    throw invalid(`port must be a whole number from 1 to 65533; got ${port}`)
  }
  if (cacheSizeGb !== undefined && !(cacheSizeGb >= MINIMUM_CACHE_GB)) {
    throw invalid(`cacheSizeGb must be at least ${MINIMUM_CACHE_GB}; got ${cacheSizeGb}`)
  }
}

function invalid(message: string): MongodError {
  return new MongodError('AUDIT_MONGOD_OPTION_INVALID', message)
}
