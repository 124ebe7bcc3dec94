/**
 * How does a test let one command of many fail, and choose which?
 *
 * A proxy on loopback that reads the driver's messages. It counts the commands of a call by name
 * and collection, and lets one of them fail: cut before the server gets it, cut after the server
 * has answered, or answered by the server with an error of the test's choice.
 */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { BSON } from 'mongodb'
import type { MongoClient } from 'mongodb'

/** What becomes of the chosen command. */
export type Fault = 'cut before' | 'cut after the reply' | { readonly errorCode: number }

export interface WireProxy {
  readonly uri: string
  /** The same with a database in it. */
  uriOf(dbName: string): string
  /** Commands of interest since the last call, as `<name> <collection>`. */
  takeCommands(): string[]
  /** Lets the command with this position among those of interest fail, once. */
  arm(position: number, fault: Fault): void
  /** Whether the armed command came. */
  disarm(): Promise<boolean>
  close(): Promise<void>
}

const OP_MSG = 2013
const HEADER_BYTES = 16

export interface WireProxyOptions {
  /** Reaches the same server past the proxy. */
  readonly control: MongoClient
  readonly host: string
  readonly port: number
  /** Only commands of a client with this name are let fail by the server. */
  readonly appName: string
  isOfInterest(name: string, collection: string): boolean
}

export async function createWireProxy(options: WireProxyOptions): Promise<WireProxy> {
  const { control, appName } = options
  const sockets = new Set<Socket>()
  let commands: string[] = []
  let armed: { position: number; fault: Fault; seen: number; came: boolean } | undefined

  function chosen(message: Message): Fault | undefined {
    if (!options.isOfInterest(message.name, message.collection)) return undefined
    commands.push(`${message.name} ${message.collection}`.trim())
    if (armed === undefined || armed.came) return undefined
    armed.seen += 1
    if (armed.seen - 1 !== armed.position) return undefined
    armed.came = true
    return armed.fault
  }

  async function pass(message: Message, link: Link): Promise<void> {
    const fault = chosen(message)
    if (fault === 'cut before') return cut(link)
    if (fault === 'cut after the reply') link.droppedReply = message.requestId
    if (typeof fault === 'object') await failOnce(message.name, fault.errorCode)
    link.far.write(message.bytes)
  }

  async function failOnce(name: string, errorCode: number): Promise<void> {
    await control.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: [name], errorCode, appName },
    })
  }

  const server = createServer((near) => {
    const link: Link = { near, far: connect(options.port, options.host), droppedReply: undefined }
    for (const socket of [near, link.far]) {
      sockets.add(socket)
      socket.on('error', () => cut(link))
      socket.on('close', () => {
        sockets.delete(socket)
        cut(link)
      })
    }
    const requests = createReader()
    let turn = Promise.resolve()
    near.on('data', (bytes) => {
      for (const message of requests(bytes)) turn = turn.then(() => pass(message, link))
    })
    const replies = createReader()
    link.far.on('data', (bytes) => {
      for (const reply of replies(bytes)) {
        if (reply.responseTo === link.droppedReply) cut(link)
        else near.write(reply.bytes)
      }
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo

  const uriOf = (dbName: string): string =>
    `mongodb://127.0.0.1:${port}/${dbName}?directConnection=true&appName=${appName}`

  return {
    uri: uriOf(''),
    uriOf,
    takeCommands() {
      const taken = commands
      commands = []
      return taken
    },
    arm(position, fault) {
      armed = { position, fault, seen: 0, came: false }
    },
    async disarm() {
      const came = armed?.came === true
      armed = undefined
      await control.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
      return came
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

interface Link {
  readonly near: Socket
  readonly far: Socket
  droppedReply: number | undefined
}

function cut({ near, far }: Link): void {
  near.destroy()
  far.destroy()
}

interface Message {
  readonly bytes: Buffer
  readonly requestId: number
  readonly responseTo: number
  readonly name: string
  readonly collection: string
}

/** Cuts a stream of bytes into messages. */
function createReader(): (bytes: Buffer) => Message[] {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    const messages: Message[] = []
    while (rest.length >= HEADER_BYTES && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      messages.push(messageOf(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
    return messages
  }
}

function messageOf(bytes: Buffer): Message {
  const [requestId, responseTo] = [bytes.readInt32LE(4), bytes.readInt32LE(8)]
  const command = bytes.readInt32LE(12) === OP_MSG && responseTo === 0 ? bodyOf(bytes) : {}
  const [name = '', of] = Object.entries(command)[0] ?? []
  return { bytes, requestId, responseTo, name, collection: typeof of === 'string' ? of : '' }
}

// Flags, then a section of kind 0: the command itself.
function bodyOf(bytes: Buffer): object {
  const start = HEADER_BYTES + 5
  if (bytes[start - 1] !== 0) return {}
  const size = bytes.readInt32LE(start)
  return BSON.deserialize(bytes.subarray(start, start + size), { promoteValues: false })
}
