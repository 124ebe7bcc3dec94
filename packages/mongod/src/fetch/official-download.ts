/**
 * How is MongoDB's own download used without ever waiting long for a host that cannot be reached?
 *
 * `mongodb-memory-server-core`, an optional peer, knows which archive fits this system. It retries for
 * minutes against a silent host and cannot be cancelled, so the host is asked first, one try is made,
 * and it is made in a process that can be ended.
 */
import { fork } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { codeOf } from '../errors.ts'
import { assertKnownOptions } from '../options.ts'
import type { FetchContext, MongodFetcher } from './fetcher.ts'

const DEFAULT_MIRROR = 'https://fastdl.mongodb.org'
const PROBE_TIMEOUT_MS = 2_500
const TELL_EVERY_MS = 5_000
const WATCH_EVERY_MS = 200

/** What the process that downloads answers. */
export type OfficialReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly path: string }
  | { readonly kind: 'failed'; readonly message: string }

/** Options of {@link createOfficialDownload}. */
export interface OfficialDownloadOptions {
  /** Milliseconds the whole download may take; default 600000. */
  readonly timeoutMs?: number
  /** Milliseconds it may go without a sign of life; default 60000. */
  readonly stalledAfterMs?: number
}

/** Creates the fetcher that lets `mongodb-memory-server-core` download an official build. */
export function createOfficialDownload(options: OfficialDownloadOptions = {}): MongodFetcher {
  assertKnownOptions(options, ['timeoutMs', 'stalledAfterMs'])
  const { timeoutMs = 10 * 60_000, stalledAfterMs = 60_000 } = options
  return {
    name: 'official download',
    fetch: async (context) => {
      const downloader = startDownloader(context)
      try {
        // Whether the package is there is known sooner than whether the host is.
        await downloader.next()
        await probe(context.env)
        context.onProgress('downloading MongoDB from its official site')
        return await downloader.download({ timeoutMs, stalledAfterMs })
      } finally {
        downloader.end()
      }
    },
  }
}

interface Downloader {
  /** Resolves with the next thing the process says, rejects with its failure or its end. */
  next(): Promise<OfficialReply>
  download(limits: Required<OfficialDownloadOptions>): Promise<string>
  end(): void
}

function startDownloader({ stagingDir, env, onProgress }: FetchContext): Downloader {
  const child = fork(fileURLToPath(new URL('./official-process.js', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: downloadEnvironment(env, stagingDir),
  })
  let lastSign = Date.now()
  let lastTold = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    lastSign = Date.now()
    const percent = /(\d+(?:\.\d+)?)%/.exec(chunk.toString('utf8'))?.[1]
    if (percent === undefined || lastSign - lastTold < TELL_EVERY_MS) return
    lastTold = lastSign
    onProgress(`downloading MongoDB, ${Math.floor(Number(percent))} %`)
  })

  const next = (): Promise<OfficialReply> =>
    new Promise((resolve, reject) => {
      child.once('message', (reply: OfficialReply) => {
        if (reply.kind === 'failed') reject(new Error(reply.message))
        else resolve(reply)
      })
      child.once('error', reject)
      child.once('exit', () => {
        reject(new Error('the process that downloads ended early'))
      })
    })

  return {
    next,
    download: async ({ timeoutMs, stalledAfterMs }) => {
      const started = Date.now()
      lastSign = started
      let watching: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        watching = setInterval(() => {
          const now = Date.now()
          if (now - started < timeoutMs && now - lastSign < stalledAfterMs) return
          reject(new Error(`it was given up after ${Math.round((now - started) / 1000)} s`))
        }, WATCH_EVERY_MS)
      })
      try {
        const answer = next()
        child.send('download')
        const reply = await Promise.race([answer, late])
        if (reply.kind === 'done') return reply.path
        throw new Error('the process that downloads gave no path')
      } finally {
        clearInterval(watching)
      }
    },
    end: () => {
      child.kill('SIGKILL')
    },
  }
}

function downloadEnvironment(env: NodeJS.ProcessEnv, stagingDir: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, MONGOMS_SYSTEM_BINARY: __, ...inherited } = env
  return {
    ...inherited,
    // 0 would mean "never try".
    MONGOMS_MAX_RETRIES: '1',
    MONGOMS_DOWNLOAD_DIR: stagingDir,
    MONGOMS_PREFER_GLOBAL_PATH: 'false',
    // Without this it accepts any certificate.
    npm_config_strict_ssl: 'true',
  }
}

async function probe(env: NodeJS.ProcessEnv): Promise<void> {
  const mirror = env['MONGOMS_DOWNLOAD_MIRROR'] ?? DEFAULT_MIRROR
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy']
  const { hostname, port, protocol } = new URL(proxy || mirror)
  await canConnect(hostname, Number(port) || (protocol === 'http:' ? 80 : 443))
}

function canConnect(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const finish = (problem?: string): void => {
      clearTimeout(timer)
      socket.destroy()
      if (problem === undefined) resolve()
      else reject(new Error(`${host} cannot be reached (${problem})`))
    }
    // A timer of our own: the socket's time-out does not cover looking up the name.
    const timer = setTimeout(() => {
      finish(`no answer in ${PROBE_TIMEOUT_MS / 1000} s`)
    }, PROBE_TIMEOUT_MS)
    socket.on('connect', () => {
      finish()
    })
    socket.on('error', (error) => {
      finish(String(codeOf(error) ?? error.message))
    })
  })
}
