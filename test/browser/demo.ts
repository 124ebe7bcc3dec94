/** What does somebody see who typed `npm start`? The example, with its day, in a process of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll } from '@jest/globals'

const START = new URL('../../../examples/helpdesk/src/demo/start-demo.js', import.meta.url)

/** Says where it is, and a new link each time it is asked. */
const PROGRAM = `
import { createInterface } from 'node:readline'
import { startDemo } from ${JSON.stringify(START.href)}
const demo = await startDemo({
  mongodbUri: process.env.AUDIT_TEST_MONGODB_URI,
  database: process.env.DEMO_DATABASE,
  secret: 'a secret of the browser tests, for nothing else',
  port: 0,
  isFresh: true,
  say: () => {},
  onLink: () => {},
})
const tell = () => console.log(JSON.stringify({ url: demo.url, token: demo.token, link: demo.createLink() }))
tell()
for await (const _ of createInterface({ input: process.stdin })) tell()
await demo.close()
process.exit(0)
`

export interface Demo {
  readonly url: string
  /** Of the administrator, for the API. */
  readonly token: string
  /** A link that signs in once. */
  link(): Promise<string>
}

/** Call it at the top of a test file; what it returns answers while tests run. */
export function useDemo(): () => Demo {
  let child: ChildProcess | undefined
  let demo: Demo | undefined
  let folder = ''

  beforeAll(async () => {
    const { NODE_OPTIONS: _, ...env } = process.env
    folder = await mkdtemp(join(tmpdir(), 'audit-demo-'))
    const started = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      // What it leaves on the disk stays out of the repository.
      cwd: folder,
      env: {
        ...env,
        HELPDESK_KEY_FILE: join(folder, 'audit.key'),
        HELPDESK_LOG: 'warnings',
        // Another test file may run one at the same time.
        DEMO_DATABASE: `helpdesk_demo_${process.env['JEST_WORKER_ID'] ?? '1'}`,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child = started
    const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<{ url: string; token: string; link: string }> => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error('the demo ended')
        // Beside what the application itself says.
        if (value.startsWith('{')) return JSON.parse(value) as Awaited<ReturnType<typeof next>>
      }
    }
    const { url, token, link } = await next()
    let first: string | undefined = link
    demo = {
      url,
      token,
      async link() {
        const unused = first
        first = undefined
        if (unused !== undefined) return unused
        started.stdin.write('\n')
        return (await next()).link
      },
    }
  })

  afterAll(async () => {
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.stdin?.end()
    await ended
    await rm(folder, { recursive: true, force: true })
  })

  return () => {
    if (demo === undefined) throw new Error('the demo is there while tests run, not before')
    return demo
  }
}
