import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createApp } from './admin-app.ts'
import type { AppOptions } from './admin-app.ts'

const MOUNT = '/admin/audit'
const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

async function pageAt(path: string, options: AppOptions = {}, headers: object = {}) {
  const { app } = createApp(options)
  return request(app)
    .get(`${MOUNT}${path}`)
    .set({ ...HTML, ...headers })
}

function attribute(html: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(html)?.[1]
}

function bootOf(html: string): Record<string, unknown> {
  const [, json = '{}'] = /id="boot">(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(json) as Record<string, unknown>
}

describe('an address below the mount', () => {
  for (const [path, root] of [
    ['/', './'],
    ['/events', './'],
    ['/events/', '../'],
    ['/events/01JF', '../'],
    ['/settings/auditing?x=/a/b', '../'],
    ['/a/b/c', '../../'],
  ] as const) {
    it(`${path} leads back to the mount by ${root}`, async () => {
      const { status, text } = await pageAt(path)
      expect({ status, root: attribute(text, 'data-root') }).toEqual({ status: 200, root })
      const script = new URL(attribute(text, 'src') ?? '', `http://host.example${MOUNT}${path}`)
      expect(script.pathname).toMatch(/^\/admin\/audit\/assets\/main-[\w-]+\.js$/)
    })
  }

  it('is JSON 404 where the API has nothing, also for a browser', async () => {
    const { status, headers, body } = await pageAt('/api/nothing')
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'AUDIT_NOT_FOUND' })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('is no page for what wants a script or a picture', async () => {
    for (const accept of ['*/*', 'image/avif,image/webp,*/*;q=0.8', 'application/json']) {
      const { status, headers } = await pageAt('/events', {}, { Accept: accept })
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 404,
        type: 'application/json; charset=utf-8',
      })
    }
  })
})

describe('the document', () => {
  it('asks for the first rows of the filters in its address, and for nothing elsewhere', async () => {
    const { text } = await pageAt('/events?op=delete&p=7d&sel=x&unknown=1')
    const preloads = [...text.matchAll(/as="fetch"[^>]*href="([^"]*)"/g)].map(([, href]) => href)
    expect(preloads).toEqual([
      './api/events?p=7d&#38;op=delete&#38;groups=1&#38;view=row&#38;cols=email,client,ip&#38;limit=100&#38;lang=en',
      './api/meta?lang=en',
    ])
    const other = await pageAt('/events/01JF')
    expect(other.text).not.toContain('api/events')
  })

  it('asks for rows that the API gives', async () => {
    const { app } = createApp()
    const { text } = await request(app).get(`${MOUNT}/events?op=delete`).set(HTML)
    const [, href = ''] = /as="fetch"[^>]*href="([^"]*events[^"]*)"/.exec(text) ?? []
    const address = `${MOUNT}/${href.replace('./', '').replaceAll('&#38;', '&')}`
    expect((await request(app).get(address)).status).toBe(200)
  })

  it('takes nothing from its address into the markup', async () => {
    const attack = encodeURIComponent(`"><script>alert(1)</script>`)
    const { text } = await pageAt(`/events?q=${attack}`)
    expect(text).not.toContain('<script>')
    const { text: titled } = await pageAt('/', { options: { title: '</script><b>' } })
    expect(titled).not.toContain('<b>')
    expect(bootOf(titled)['title']).toBe('</script><b>')
  })

  it('is in the language that was chosen, that the application says, that the browser asks for', async () => {
    const asked = { 'Accept-Language': 'ca-ES,es;q=0.5' }
    const told = { options: { lang: () => 'es' } }
    const chosen = { ...asked, Cookie: 'other=1; audit_lang=pt-PT' }
    expect(attribute((await pageAt('/', {}, asked)).text, 'lang')).toBe('ca')
    expect(attribute((await pageAt('/', told, asked)).text, 'lang')).toBe('es')
    expect(attribute((await pageAt('/', told, chosen)).text, 'lang')).toBe('pt-PT')
    expect(attribute((await pageAt('/', {}, { Cookie: 'audit_lang="><b>' })).text, 'lang')).toBe(
      'en',
    )
  })

  it('begins in the theme that was chosen', async () => {
    const { text } = await pageAt('/', {}, { Cookie: 'audit_theme=dark; audit_density=compact' })
    expect(attribute(text, 'data-theme')).toBe('dark')
    expect(attribute(text, 'data-density')).toBe('compact')
    expect((await pageAt('/', {}, { Cookie: 'audit_theme=evil' })).text).not.toContain('data-theme')
  })

  it('switches off what a page can ask of a device', async () => {
    const { headers } = await pageAt('/')
    expect(headers['permissions-policy']).toContain('camera=()')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
  })
})

describe('who may not read', () => {
  it('gets the page with the reason, and no rows', async () => {
    const signedOut = await pageAt('/events?op=delete', { authorize: () => null })
    expect(signedOut.status).toBe(401)
    expect(bootOf(signedOut.text)['problem']).toMatchObject({
      status: 401,
      code: 'AUDIT_SIGNED_OUT',
    })
    expect(signedOut.text).not.toContain('as="fetch"')
    expect(signedOut.headers['cache-control']).toBe('no-store')
    const denied = await pageAt('/events', { authorize: () => false })
    expect({ status: denied.status, problem: bootOf(denied.text)['problem'] }).toMatchObject({
      status: 403,
      problem: { code: 'AUDIT_PERMISSION_DENIED', permission: 'read' },
    })
  })

  it('is told where to sign in, if the application says so', async () => {
    const options = { signInUrl: '/sign-in?next={return}' }
    const { text } = await pageAt('/events', { authorize: () => null, options })
    expect(bootOf(text)['signInUrl']).toBe('/sign-in?next={return}')
  })

  it('is not led to a script or another host by mistake', () => {
    for (const signInUrl of ['javascript:alert(1)', '//evil.example', '/\\evil.example', '']) {
      expect(() => createApp({ options: { signInUrl } })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'signInUrl' }),
      )
    }
  })
})

describe('a file of the page', () => {
  async function fileOf(headers: Record<string, string>) {
    const { app } = createApp({ authorize: () => null })
    const { text } = await request(app).get(`${MOUNT}/`).set(HTML)
    const name = attribute(text, 'src')?.replace('./', '') ?? ''
    return request(app).get(`${MOUNT}/${name}`).set(headers).buffer(true)
  }

  it('is kept for ever, compressed as it is asked for, by anybody', async () => {
    const brotli = await fileOf({ 'Accept-Encoding': 'gzip, deflate, br' })
    expect(brotli.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable, no-transform',
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      etag: expect.stringMatching(/^"[\w-]{16}-br"$/),
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
    const gzip = await fileOf({ 'Accept-Encoding': 'gzip, br;q=0' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
  })

  it('is given uncompressed to who asks for that', async () => {
    const plain = await fileOf({ 'Accept-Encoding': 'identity' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.text).toContain('popstate')
  })

  it('is not sent again to who has it', async () => {
    const first = await fileOf({ 'Accept-Encoding': 'gzip' })
    const again = await fileOf({
      'Accept-Encoding': 'gzip',
      'If-None-Match': first.headers['etag'] ?? '',
    })
    expect({ status: again.status, type: again.headers['content-type'] }).toMatchObject({
      status: 304,
    })
  })

  it('that does not exist is plain text and never a page', async () => {
    const { status, headers, text } = await pageAt('/assets/main-gone.js')
    expect({ status, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
      status: 404,
      type: 'text/plain; charset=utf-8',
      cache: 'no-store',
    })
    expect(text).toBe('there is no such file\n')
    for (const name of ['constructor', '__proto__', '../api/meta', '']) {
      expect((await pageAt(`/assets/${encodeURIComponent(name)}`)).status).toBe(404)
    }
  })

  it('is not changed by writing', async () => {
    const { app } = createApp()
    const { text } = await request(app).get(`${MOUNT}/`).set(HTML)
    const name = attribute(text, 'src')?.replace('./', '') ?? ''
    expect((await request(app).post(`${MOUNT}/${name}`)).status).toBe(405)
  })
})

describe('the option', () => {
  it('basePath says where the mount is behind a proxy that renames it', async () => {
    const options = { basePath: '/outside/log' }
    const { text } = await pageAt('/events/01JF', { options })
    expect(attribute(text, 'data-root')).toBe('/outside/log/')
    const { app } = createApp({ options })
    const { headers } = await request(app).get(`${MOUNT}?p=7d`).set(HTML)
    expect(headers['location']).toBe('/outside/log/?p=7d')
  })

  it('basePath is asked of each request, and ignored where it is no path', async () => {
    const good = await pageAt('/', { options: { basePath: () => '/a' } })
    expect(attribute(good.text, 'data-root')).toBe('/a/')
    for (const path of ['//evil.example', 'https://evil.example', '/a"onload="x', 7 as never]) {
      const { text } = await pageAt('/', { options: { basePath: () => path } })
      expect(attribute(text, 'data-root')).toBe('./')
      const isMade = (): unknown => createApp({ options: { basePath: path } })
      expect(isMade).toThrow(expect.objectContaining({ field: 'basePath' }))
    }
  })

  it("csp 'inherit' leaves the application's own policy", async () => {
    const before: AppOptions['before'] = (app) => {
      app.use((_req, res, next) => {
        res.set('Content-Security-Policy', "default-src 'self'")
        next()
      })
    }
    const own = await pageAt('/', { before })
    expect(own.headers['content-security-policy']).toContain("trusted-types 'none'")
    const inherited = await pageAt('/', { before, options: { csp: 'inherit' } })
    expect(inherited.headers['content-security-policy']).toBe("default-src 'self'")
  })

  it('csp.frameAncestors names who may frame the page, and can hold no other rule', async () => {
    const csp = { frameAncestors: ['https://desk.example:8443'] }
    const { headers } = await pageAt('/', { options: { csp } })
    expect(headers['content-security-policy']).toContain(
      "frame-ancestors 'self' https://desk.example:8443;",
    )
    for (const one of ["https://a.example; script-src 'unsafe-inline'", '*', 'a b']) {
      const isMade = (): unknown => createApp({ options: { csp: { frameAncestors: [one] } } })
      expect(isMade).toThrow(expect.objectContaining({ field: 'csp' }))
    }
  })
})
