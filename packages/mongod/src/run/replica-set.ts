/**
 * How do running servers become one replica set, also when their data knew them under other ports?
 *
 * The members' addresses are part of the stored configuration. Data reopened on new ports belongs to
 * a set none of whose addresses is ours, so the newest stored configuration is rewritten by force,
 * which a set without a primary accepts.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { MongodError, codeOf, failureLine } from '../errors.ts'
import { runCommandOn } from './driver.ts'
import type { CommandDocument, MongoDriver } from './driver.ts'

/** Name of every replica set this package runs. */
export const REPLICA_SET_NAME = 'rs0'

const POLL_EVERY_MS = 50
/** Starting a set is the slowest command: it syncs files to the disk. */
const COMMAND_TIMEOUT_MS = 20_000
const HELLO_TIMEOUT_MS = 2_000
const ALREADY_INITIALIZED = 23
const NOT_YET_INITIALIZED = 94

/** Which members form the set. */
export interface ReplicaSetPlan {
  readonly driver: MongoDriver
  readonly ports: readonly number[]
  /** Milliseconds without a primary before the others elect one. */
  readonly electionTimeoutMs: number
  /** Instant in milliseconds since the epoch at which waiting ends. */
  readonly deadline: number
}

interface StoredConfig extends CommandDocument {
  readonly version: number
  readonly members: readonly { readonly host: string }[]
}

/** Returns the connection string of the set. */
export function replicaSetUri(ports: readonly number[]): string {
  const hosts = ports.map(hostOf).join(',')
  return `mongodb://${hosts}/?replicaSet=${REPLICA_SET_NAME}`
}

/**
 * Makes one set of the members at `plan.ports` and waits until it has a primary and every other
 * member follows it.
 *
 * @throws {@link MongodError} `AUDIT_MONGOD_START_FAILED` if that takes longer than `plan.deadline`.
 */
export async function formReplicaSet(plan: ReplicaSetPlan): Promise<void> {
  let candidate = await tryConfigure(plan)
  while (candidate === undefined) {
    await delay(POLL_EVERY_MS)
    candidate = await tryConfigure(plan)
  }
  // Standing for election at once saves the wait for the election time-out. It is refused as long as
  // the others do not know of the configuration, hence again and again.
  const standing = { port: candidate, command: { replSetStepUp: 1 } }
  await findPrimaryPort(plan, () => send(plan, standing))
  await Promise.all(plan.ports.map((port) => waitUntilReadable(plan, port)))
}

/**
 * Returns the port of the primary, waiting for one to be elected.
 *
 * @param urge - Called as long as there is none; its failure means nothing.
 */
export async function findPrimaryPort(
  plan: ReplicaSetPlan,
  urge: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  while (Date.now() < plan.deadline) {
    const hellos = await Promise.all(plan.ports.map((port) => tryHello(plan, port)))
    const index = hellos.findIndex((hello) => hello?.['isWritablePrimary'] === true)
    const port = plan.ports[index]
    if (port !== undefined) return port
    await urge().catch(() => {})
    await delay(POLL_EVERY_MS)
  }
  throw notFormed('no member became primary in time')
}

/** Waits until one member is primary or secondary. */
export async function waitUntilReadable(plan: ReplicaSetPlan, port: number): Promise<void> {
  while (Date.now() < plan.deadline) {
    const hello = await tryHello(plan, port)
    if (hello?.['isWritablePrimary'] === true || hello?.['secondary'] === true) return
    await delay(POLL_EVERY_MS)
  }
  throw notFormed(`the member on port ${port} did not join in time`)
}

async function tryHello(plan: ReplicaSetPlan, port: number): Promise<CommandDocument | undefined> {
  try {
    return await send(plan, { port, command: { hello: 1 }, timeoutMs: HELLO_TIMEOUT_MS })
  } catch {
    // A member that is down or frozen; who asks decides how long to hope for it.
    return undefined
  }
}

/**
 * Returns the port of the member whose configuration holds, or `undefined` if the members were in
 * between two states and should be asked again.
 */
async function tryConfigure(plan: ReplicaSetPlan): Promise<number | undefined> {
  const stored = await Promise.all(plan.ports.map((port) => readConfig(plan, port)))
  const owner = newestIndex(stored)
  const config = stored[owner]
  const port = plan.ports[owner] ?? 0
  const members = plan.ports.map((own, index) => ({ _id: index, host: hostOf(own) }))
  if (config === undefined) {
    const settings = { electionTimeoutMillis: plan.electionTimeoutMs }
    const wanted = { _id: REPLICA_SET_NAME, members, settings }
    return trySend(plan, { port, command: { replSetInitiate: wanted } })
  }
  const isSame =
    config.members.length === members.length &&
    config.members.every(({ host }, index) => host === members[index]?.host)
  if (isSame) return port
  const wanted = { ...config, version: config.version + 1, members }
  return trySend(plan, { port, command: { replSetReconfig: wanted, force: true } })
}

async function readConfig(plan: ReplicaSetPlan, port: number): Promise<StoredConfig | undefined> {
  try {
    const reply = await send(plan, { port, command: { replSetGetConfig: 1 } })
    return reply['config'] as StoredConfig
  } catch (error) {
    if (codeOf(error) === NOT_YET_INITIALIZED) return undefined
    throw notFormed(`the member on port ${port} did not answer`, error)
  }
}

function newestIndex(configs: readonly (StoredConfig | undefined)[]): number {
  let newest = 0
  for (const [index, config] of configs.entries()) {
    if ((config?.version ?? -1) > (configs[newest]?.version ?? -1)) newest = index
  }
  return newest
}

interface AddressedCommand {
  readonly port: number
  readonly command: CommandDocument
  readonly timeoutMs?: number
}

async function trySend(
  plan: ReplicaSetPlan,
  addressed: AddressedCommand,
): Promise<number | undefined> {
  try {
    await send(plan, addressed)
    return addressed.port
  } catch (error) {
    // A member that was still reading its stored configuration said it had none.
    if (codeOf(error) === ALREADY_INITIALIZED && Date.now() < plan.deadline) return undefined
    throw notFormed('the replica set was not accepted', error)
  }
}

function send(
  { driver, deadline }: ReplicaSetPlan,
  { port, command, timeoutMs = COMMAND_TIMEOUT_MS }: AddressedCommand,
): Promise<CommandDocument> {
  const boundMs = Math.max(1, Math.min(timeoutMs, deadline - Date.now()))
  return runCommandOn(port, { driver, command, timeoutMs: boundMs })
}

function notFormed(message: string, cause?: unknown): MongodError {
  const reason = cause === undefined ? '' : `: ${failureLine(cause)}`
  return new MongodError('AUDIT_MONGOD_START_FAILED', message + reason, { cause })
}

function hostOf(port: number): string {
  return `127.0.0.1:${port}`
}
