/**
 * `rastro demo`: the example application on a MongoDB server of its own, until Ctrl-C.
 *
 * The application runs in this process; the server ends with it, however it ends.
 */
import { Console } from 'node:console'
import { join } from 'node:path'
import { findMongod, startMongo } from '@rastro/mongod'
import { readyJson, readyText, shownUri } from './announcement.ts'
import type { DemoOptions } from './demo-options.ts'
import { demoSecret } from './demo-secret.ts'
import { exampleFolder, loadExample } from './example.ts'
import { INTERRUPTED_EXIT_CODE, untilInterrupted } from './interruption.ts'
import { usableExample } from './usable-example.ts'
import { userFolder } from './user-folder.ts'

type Stop = () => Promise<void>

/**
 * Runs the demo until it is interrupted.
 *
 * @returns The exit code.
 * @throws Error if it cannot be started; what was started by then is stopped.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  // Whatever the application or the audit says by `console` must not get between a program and
  // the one line that it reads.
  if (options.isJson) globalThis.console = new Console(process.stderr, process.stderr)
  const interrupted = untilInterrupted()
  const running: Stop[] = []
  try {
    const isReady = await Promise.race([
      start(options, { say, running }).then(() => true),
      interrupted.then(() => false),
    ])
    if (!isReady) {
      await stopAll(running, say)
      // Its start cannot be called off, so what it is in the middle of ends with the process.
      process.exit(INTERRUPTED_EXIT_CODE)
    }
    await interrupted
    say('stopping')
    return 0
  } finally {
    await stopAll(running, say)
  }
}

/** The latest first: what the application still writes needs the server. */
async function stopAll(running: Stop[], say: (line: string) => void): Promise<void> {
  for (let stop = running.pop(); stop !== undefined; stop = running.pop()) {
    await stop().catch((error: unknown) => say(`while stopping: ${String(error)}`))
  }
}

async function start(
  options: DemoOptions,
  { say, running }: { readonly say: (line: string) => void; readonly running: Stop[] },
): Promise<void> {
  const userDir = userFolder(process.env)
  const dataDir = options.dataDir ?? join(userDir, 'data')
  const folder = await usableExample(exampleFolder(), { userDir, say })
  tellExample(process.env, dataDir)
  const { driver, startDemo } = await loadExample(folder)
  const secret = await demoSecret(dataDir)

  const mongod = await findMongod({ onProgress: say })
  const mongo = await startMongo({
    mongod,
    driver,
    dataDir: join(dataDir, 'mongodb'),
    onProgress: say,
  })
  running.push(() => mongo.stop())

  const demo = await startDemo({
    mongodbUri: mongo.uri,
    secret,
    port: options.port,
    isFresh: options.isFresh,
    say,
    onLink: (url) => say(`the next link: ${url}`),
  })
  running.push(() => demo.close())

  const ready = {
    url: demo.createLink(),
    home: demo.url,
    api: demo.api,
    token: demo.token,
    mongodb: shownUri(mongo.uri, demo.database),
    dataDir: mongod.kind === 'uri' ? 'the server of MONGODB_URI' : dataDir,
    isInteractive: process.stdin.isTTY,
  }
  process.stdout.write(options.isJson ? readyJson(ready) : readyText(ready))
  if (ready.isInteractive) running.push(offerLinks(() => say(demo.createLink())))
}

/** What the example reads while it is loaded: where its key is, and that it says only what is wrong. */
function tellExample(env: NodeJS.ProcessEnv, dataDir: string): void {
  env['HELPDESK_KEY_FILE'] ||= join(dataDir, 'audit.key')
  env['HELPDESK_LOG'] ||= 'warnings'
}

/** Enter asks for another link. */
function offerLinks(give: () => void): Stop {
  process.stdin.on('data', give)
  return async () => {
    process.stdin.off('data', give)
    process.stdin.pause()
  }
}
