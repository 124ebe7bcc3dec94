/**
 * `rastro demo` as a user has it: from packed tarballs, in an empty folder, with an empty home.
 *
 * Beside it nothing is installed that it does not bring, so it has to fetch what the example
 * imports.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findMongod } from '@rastro/mongod'
import { MongoClient } from 'mongodb'
import { freePort } from '../support/free-port.ts'
import { cleanEnvironment, installIn, packPackages } from '../support/packed-packages.ts'
import { startDemo, visit, waitUntilClosed, waitUntilGone } from './running-demo.ts'
import type { RunningDemo } from './running-demo.ts'

/** Her latest: the only one that is shown. */
const EVAS_ADDRESS = 'eva.inventada@example.com'
const INSTALLING_MS = 300_000

interface Ready {
  readonly url: string
  readonly api: string
  readonly token: string
  readonly mongodb: string
}

interface SeenEvent {
  readonly id: string
  readonly type: string
  readonly place: string
  readonly operation: string
  readonly outcome: string
  readonly actor: { readonly type: string; readonly name?: string }
  readonly origin?: Readonly<Record<string, string>>
  readonly changes?: readonly { readonly path: readonly string[] }[]
  readonly group?: { readonly id: string; readonly index?: number }
  readonly details?: { readonly counts?: unknown; readonly filter?: unknown }
}

let folder: string
let environment: NodeJS.ProcessEnv

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-demo-test-'))
  await mkdir(join(folder, 'packed'))
  await installIn(join(folder, 'app'), await packPackages(join(folder, 'packed')))
  const mongod = await findMongod({ env: cleanEnvironment() })
  if (mongod.kind !== 'binary') throw new Error('the demo needs a server program to run')
  environment = cleanEnvironment({
    HOME: join(folder, 'home'),
    XDG_CACHE_HOME: join(folder, 'home', '.cache'),
    // npm's own cache may stay where it is: what is tested is not how fast the registry is.
    npm_config_cache: process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? '', '.npm'),
    MONGOMS_SYSTEM_BINARY: mongod.path,
  })
}, INSTALLING_MS)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a first start', () => {
  let demo: RunningDemo
  let ready: Ready
  let events: readonly SeenEvent[] = []

  beforeAll(async () => {
    demo = start('--json', '--data-dir', join(folder, 'first'))
    ready = JSON.parse(await demo.nextLine()) as Ready
    // What has no number yet is shown masked.
    while (!JSON.stringify(events).includes(EVAS_ADDRESS)) events = await allEvents(ready)
  }, INSTALLING_MS)

  afterAll(() => demo.stop())

  const find = (type: string): SeenEvent | undefined => events.find((event) => event.type === type)

  it('says what a program needs, and nothing else, on its standard output', () => {
    expect(Object.keys(ready).toSorted()).toEqual(['api', 'mongodb', 'token', 'url'])
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/demo\/[\w-]{32}$/)
    expect(ready.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/admin\/audit\/api$/)
    expect(ready.mongodb).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/helpdesk_demo\?replicaSet=/)
    expect(demo.output().trimEnd().split('\n')).toHaveLength(1)
  })

  it('fetches what it needs and was not installed with it, and says so', () => {
    expect(demo.complaint()).toContain('the demo needs mongoose: installing')
  })

  it('says nothing of its own models that would have to be mended', () => {
    expect(demo.complaint()).not.toMatch(/audit:|not annotated|off: /)
  })

  it('has a request of clients in every state, and one person whom the log has forgotten', async () => {
    const headers = { Authorization: `Bearer ${ready.token}` }
    const answer = await fetch(`${ready.api}/requests?state=all`, { headers })
    const { requests } = (await answer.json()) as {
      requests: readonly { kind: string; state: string; subject: { id: string; name?: string } }[]
    }
    expect([...new Set(requests.map(({ state }) => state))].toSorted()).toEqual(
      ['received', 'verified', 'approved', 'done', 'refused', 'withdrawn'].toSorted(),
    )
    const erased = requests.find(({ kind, state }) => kind === 'erasure' && state === 'done')
    expect(erased?.subject.id).toMatch(/^[0-9a-f]{24}$/)
    expect(erased?.subject).not.toHaveProperty('name')
    expect(JSON.stringify(events)).not.toMatch(/Íris|iris|555 0166|large print/)
  })

  it('begins with the switching on of the places, through the API', () => {
    expect(events.at(-1)).toMatchObject({
      type: 'audit.configuration.updated',
      actor: { type: 'agent', name: 'Ana Exemplo' },
      request: { method: 'PUT' },
    })
  })

  it('makes a log worth reading: 40 events in 20 rows', async () => {
    const folded = await askApi(ready, 'events?groups=1&limit=500&view=row')
    expect(events.length).toBeGreaterThanOrEqual(40)
    expect(folded.length).toBeGreaterThanOrEqual(20)
  })

  it('knows of every event who, from which address, place, browser and system', () => {
    const byPeople = events.filter(({ actor }) => actor.name !== undefined && actor.type !== 'api')
    const withBrowser = byPeople.filter(({ actor }) => actor.type !== 'email')
    expect(withBrowser.length).toBeGreaterThan(30)
    for (const { origin } of withBrowser.filter(({ place }) => place !== 'audit.log')) {
      expect(Object.keys(origin ?? {})).toEqual(
        expect.arrayContaining(['ip', 'country', 'city', 'browser', 'os']),
      )
    }
  })

  it('knows agents, clients, managers, a program, a letter, an app and strangers apart', () => {
    const types = new Set(events.map(({ actor }) => actor.type))
    expect([...types].toSorted()).toEqual(
      ['agent', 'anonymous', 'api', 'app', 'client', 'email', 'org-manager'].toSorted(),
    )
  })

  it('keeps what a change was before and after', () => {
    expect(find('account.updated')?.changes).toMatchObject([
      {
        path: ['address'],
        op: 'replace',
        before: '1 Sample Street, Lisboa',
        after: '2 Sample Street, Lisboa',
      },
    ])
  })

  it('records under the name of the app what a client changes there', () => {
    const changes = events.filter(({ type, actor }) => {
      return type === 'clients.updated' && actor.name === 'App: My Support'
    })
    expect(changes).toMatchObject([
      {
        actor: { type: 'app' },
        subject: { type: 'Client', name: 'Eva Inventada' },
        changes: [{ before: 'e**@e******.c**', after: EVAS_ADDRESS }],
      },
    ])
  })

  it('shows a client that went with its tickets as one operation', () => {
    const head = events.find(({ type, group }) => {
      return type === 'clients.deleted' && group !== undefined && group.index === undefined
    })
    const members = events.filter(({ group }) => {
      return group?.id === head?.group?.id && group?.index !== undefined
    })
    const counts: Record<string, number> = {}
    for (const { type } of members) counts[type] = (counts[type] ?? 0) + 1
    expect(head?.details?.counts).toEqual({ clients: 1, tickets: 5, chats: 1 })
    expect(counts).toEqual({
      'clients.deleted': 1,
      'tickets.cascade-deleted': 5,
      'chats.cascade-deleted': 1,
    })
  })

  it('has deletions in bulk, restores and purges in their places', () => {
    const seen = new Set(events.map(({ place, operation }) => `${place} ${operation}`))
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'tickets delete',
        'tickets bulk-delete',
        'trash.tickets restore',
        'trash.tickets bulk-delete',
        'chats bulk-delete',
        'trash.chats restore',
      ]),
    )
  })

  it('has exports with their filter', () => {
    expect(find('clients.exported')?.details).toMatchObject({ count: 2, filter: { tag: 'vip' } })
    expect(find('search.dynamic.exported')?.details).toMatchObject({
      filter: { conditions: [{ field: 'status', is: 'waiting' }, { field: 'client' }] },
    })
  })

  it('has sign-ins that succeeded and that failed', () => {
    const sessions = events.filter(({ place }) => place === 'sessions')
    const outcomes = new Set(sessions.map(({ type, outcome }) => `${type} ${outcome}`))
    expect([...outcomes].toSorted()).toEqual([
      'sessions.login success',
      'sessions.login-failed failure',
      'sessions.logout success',
    ])
  })

  it('holds no password, in whatever form', () => {
    const created = find('agents.created')?.changes ?? []
    const password = created.find(({ path }) => path[0] === 'passwordHash')
    expect(password).toMatchObject({ path: ['passwordHash'], op: 'add', omitted: 'secret' })
    expect(password).not.toHaveProperty('after')
    expect(JSON.stringify(events)).not.toContain('scrypt:')
  })

  it('gives a link that signs in once, on this machine, and is followed by another', async () => {
    const forwarded = await fetch(ready.url, { headers: { 'X-Forwarded-For': '192.0.2.1' } })
    expect(forwarded.status).toBe(404)
    expect((await fetch(ready.url, { method: 'HEAD' })).status).toBe(404)

    const first = await visit(ready.url)
    expect(first.status).toBe(303)
    expect(first.location).toBe('/admin/audit/')
    expect(first.cookie).toMatch(/^helpdesk_session=.*; HttpOnly; SameSite=Lax$/)
    expect((await visit(ready.url)).status).toBe(404)

    const next = /the next link: (\S+)/.exec(await demo.complaintWith('the next link: '))?.[1]
    expect((await visit(next ?? '')).status).toBe(303)
  })

  it('leads from a deep link of the audit trail to the sign-in and back', async () => {
    const home = new URL('/', ready.url)
    const deep = '/admin/audit/events?op=delete&p=7d'
    const closed = await fetch(new URL(deep, home), { headers: { accept: 'text/html' } })
    expect(closed.status).toBe(401)
    expect(await closed.text()).toContain('"signInUrl":"/sign-in?return={return}"')

    const form = await fetch(new URL(`/sign-in?return=${encodeURIComponent(deep)}`, home))
    expect(await form.text()).toContain(
      'name="return" value="/admin/audit/events?op=delete&#38;p=7d"',
    )

    const failed = await signIn({ home, returnTo: deep, password: 'not the password' })
    expect(failed).toBe(`/sign-in?failed=1&return=${encodeURIComponent(deep)}`)
    expect(await (await fetch(new URL(failed, home))).text()).toContain('role="alert"')
    expect(await signIn({ home, returnTo: deep })).toBe(deep)
  })

  it('leads nowhere else after a sign-in', async () => {
    const home = new URL('/', ready.url)
    const away = ['//example.com/', '/\\example.com', '/\t/example.com', '/.//example.com']
    for (const returnTo of [...away, 'https://example.com/', 'javascript:alert(1)']) {
      expect(await signIn({ home, returnTo })).toBe('/')
    }
  })

  it('opens a page that changes clients, but not for another origin', async () => {
    const home = new URL('/', ready.url)
    const unsigned = await (await fetch(home)).text()
    expect(unsigned).toContain('<h1>Sign in</h1>')

    const cookie = `helpdesk_session=${ready.token}`
    const page = await fetch(home, { headers: { cookie } })
    const text = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const client = /data-client="([0-9a-f]{24})"/.exec(text)?.[1]
    const change = (headers: Record<string, string>): Promise<Response> =>
      fetch(new URL(`/clients/${client}`, ready.url), {
        method: 'PATCH',
        headers: { cookie, 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ name: '<b>Not a tag</b>' }),
      })
    expect((await change({ 'Sec-Fetch-Site': 'same-site' })).status).toBe(403)
    expect((await change({ Origin: 'http://127.0.0.1:1' })).status).toBe(403)
    expect((await change({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200)

    const changed = await (await fetch(home, { headers: { cookie } })).text()
    expect(changed).toContain('&#60;b&#62;Not a tag&#60;/b&#62;')
    expect(changed).not.toContain('<b>Not')
  })
})

describe('starting again', () => {
  it(
    'ends on Ctrl-C without leaving a process, keeps its data, and forgets them when asked',
    async () => {
      const dataDir = ['--data-dir', join(folder, 'again')]
      const first = start('--json', ...dataDir)
      const ready = JSON.parse(await first.nextLine()) as Ready
      const oldest = (await allEvents(ready)).at(-1)?.id
      const serverPid = await pidOfServer(ready.mongodb)
      first.interrupt()
      expect(await first.exitCode()).toBe(0)
      await waitUntilGone(serverPid)
      await waitUntilClosed(new URL(ready.api))

      const second = start(...dataDir)
      await second.outputWith('Ctrl-C ends')
      const [, header, url] = /curl -H "([^"]+)" "([^"]+)"/.exec(second.output()) ?? []
      const [name = '', value = ''] = header?.split(': ') ?? []
      const answer = await fetch(url ?? '', { headers: { [name]: value } })
      const { events } = (await answer.json()) as { events: SeenEvent[] }
      expect(events).toHaveLength(3)
      expect(events[0]).toMatchObject({
        type: 'settings.updated',
        actor: { name: 'Ana Exemplo' },
        origin: { ip: '192.0.2.10', city: 'Lisboa', browser: 'Firefox 145', os: 'Windows 10' },
        changes: [{ path: ['firstResponseMinutes'], before: 60, after: 30 }],
      })
      expect(second.complaint()).not.toContain('a day at the helpdesk')
      const kept = {
        api: url?.replace(/\/events.*/, '') ?? '',
        token: value.replace('Bearer ', ''),
      }
      expect((await allEvents(kept)).at(-1)?.id).toBe(oldest)
      await second.stop()

      const port = await freePort()
      const third = startDemo(['--json', '--fresh', ...dataDir], {
        cwd: join(folder, 'app'),
        env: { ...environment, PORT: String(port) },
      })
      const fresh = JSON.parse(await third.nextLine()) as Ready
      expect((await allEvents(fresh)).at(-1)).toMatchObject({
        id: expect.not.stringMatching(`^${oldest}$`),
        type: 'audit.configuration.updated',
      })
      expect(new URL(fresh.url).port).toBe(String(port))
      await third.stop()
    },
    INSTALLING_MS,
  )
})

function start(...args: readonly string[]): RunningDemo {
  return startDemo(args, { cwd: join(folder, 'app'), env: environment })
}

interface SignIn {
  readonly home: URL
  readonly returnTo: string
  /** Without one, the right one. */
  readonly password?: string
}

/** Sends the form as a browser does, and returns where that leads. */
async function signIn({ home, returnTo, password }: SignIn): Promise<string> {
  const email = 'carla@example.com'
  const { headers } = await fetch(new URL('/sign-in', home), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({
      email,
      password: password ?? (await passwordOf(email)),
      return: returnTo,
    }),
  })
  return headers.get('location') ?? ''
}

/** As the installed example derives it from what lies in its data folder. */
async function passwordOf(email: string): Promise<string> {
  const people = join(folder, 'app', 'node_modules', 'rastro', 'demo', 'src', 'demo', 'people.js')
  const { passwordOf: derive } = (await import(pathToFileURL(people).href)) as {
    passwordOf: (email: string, secret: string) => string
  }
  return derive(email, (await readFile(join(folder, 'first', 'secret'), 'utf8')).trim())
}

type Api = Pick<Ready, 'api' | 'token'>

async function askApi({ api, token }: Api, path: string): Promise<readonly SeenEvent[]> {
  const answer = await fetch(`${api}/${path}`, { headers: { Authorization: `Bearer ${token}` } })
  const { events } = (await answer.json()) as { events: readonly SeenEvent[] }
  return events
}

/** Newest first. */
function allEvents(api: Api): Promise<readonly SeenEvent[]> {
  return askApi(api, 'events?limit=500')
}

async function pidOfServer(uri: string): Promise<number> {
  const client = await new MongoClient(uri).connect()
  try {
    const { pid } = await client.db('admin').command({ serverStatus: 1 })
    return Number(pid)
  } finally {
    await client.close()
  }
}
