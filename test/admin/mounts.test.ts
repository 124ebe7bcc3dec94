import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { createAdminRouter } from '@rastro/admin'
import request from 'supertest'
import { EXPRESS, WRITE, createApp } from './admin-app.ts'
import type { AppOptions, ExpressVersion } from './admin-app.ts'

function mounts(express: ExpressVersion): readonly (readonly [string, string, AppOptions])[] {
  const { Router } = EXPRESS[express]
  return [
    ['one level', '/audit', { mount: '/audit' }],
    ['three levels', '/a/b/audit', { mount: '/a/b/audit' }],
    ['a parameter', '/t/acme/audit', { mount: '/t/:tenant/audit' }],
    [
      'a router inside a router',
      '/outer/inner/audit',
      {
        wrap: (app, handler) => {
          const inner = Router()
          inner.use('/audit', handler)
          const outer = Router()
          outer.use('/inner', inner)
          app.use('/outer', outer)
        },
      },
    ],
    [
      'an application inside the application',
      '/sub/audit',
      {
        wrap: (app, handler) => {
          const sub = EXPRESS[express]()
          sub.use('/audit', handler)
          app.use('/sub', sub)
        },
      },
    ],
    ['the root', '', { mount: '/' }],
  ]
}

for (const express of [4, 5] as readonly ExpressVersion[]) {
  for (const [name, path, options] of mounts(express)) {
    describe(`mounted at ${name} of Express ${express}`, () => {
      const { app } = createApp({ express, ...options })

      it('answers its API', async () => {
        const { status, body } = await request(app).get(`${path}/api/events?limit=1`)
        expect({ status, body }).toMatchObject({ status: 200, body: { events: [] } })
      })

      it('links its page relative to the mount', async () => {
        const page = await request(app).get(`${path}/`).set('Accept', 'text/html')
        expect(page.status).toBe(200)
        expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
        const [, href = ''] = /src="([^"]+)"/.exec(page.text) ?? []
        const url = new URL(href, `http://host.example${path}/`)
        const script = await request(app).get(url.pathname)
        expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
        expect(script.status).toBe(200)
      })

      it('sends the address without slash to the one with it', async () => {
        if (path === '') return
        const { status, headers } = await request(app).get(`${path}?p=7d&q=a%20b`)
        expect(status).toBe(302)
        expect(headers['location']).toBe(`${path.slice(path.lastIndexOf('/') + 1)}/?p=7d&q=a%20b`)
        const target = new URL(headers['location'] ?? '', `http://host.example${path}`)
        expect(target.pathname).toBe(`${path}/`)
      })
    })
  }

  describe(`beside the parsers of Express ${express}`, () => {
    const { json, urlencoded, raw, text } = EXPRESS[express]
    const parsers: readonly (readonly [string, AppOptions['before']])[] = [
      ['none', undefined],
      ['json', (app) => app.use(json(), urlencoded({ extended: true }))],
      ['json of other types', (app) => app.use(json({ type: 'application/csp-report' }))],
      ['raw', (app) => app.use(raw({ type: '*/*' }))],
      ['text', (app) => app.use(text({ type: '*/*' }))],
    ]
    for (const [name, before] of parsers) {
      it(`reads a body that went through: ${name}`, async () => {
        const { app } = createApp({ express, ...(before && { before }) })
        const { headers } = await request(app).get('/admin/audit/api/config')
        const put = await request(app)
          .put('/admin/audit/api/config')
          .set({ ...WRITE, 'If-Match': headers['etag'] ?? '' })
          .send(JSON.stringify({ clientMode: 'summary' }))
        expect({ status: put.status, body: put.body }).toMatchObject({
          status: 200,
          body: { version: 1, clientMode: 'summary' },
        })
      })
    }
  })
}

describe('the page', () => {
  it('runs under a policy that allows no foreign or inline code', async () => {
    const { app } = createApp({ options: { title: '<img src=x onerror=alert(1)>' } })
    const { text, headers } = await request(app).get('/admin/audit/').set('Accept', 'text/html')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; " +
        "frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(headers['cache-control']).toBe('no-cache')
    expect(text).not.toMatch(/<style|style=|<img/)
    // Data is no code, and the one script is a file.
    expect(text.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script type="module" src="[^"]+">$/),
      '<script type="application/json" id="boot">',
    ])
  })

  it('is not what a program gets that wants JSON', async () => {
    const { app } = createApp()
    const { status, body } = await request(app)
      .get('/admin/audit/')
      .set('Accept', 'application/json')
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'AUDIT_NOT_FOUND' })
  })

  it('is kept from who may not read', async () => {
    const { app } = createApp({ authorize: () => null })
    expect((await request(app).get('/admin/audit/')).status).toBe(401)
    // Where the slash is missing, the page that says so would not find its files.
    expect((await request(app).get('/admin/audit')).status).toBe(302)
  })

  it('never sends anybody to another site', async () => {
    const server = createServer(createApp({ mount: '/:name' }).app).listen(0)
    try {
      for (const path of ['/\\evil.example', '/\\\\evil.example', '/%5C%5Cevil', '/a:alert(1)']) {
        const location = await locationOf((server.address() as AddressInfo).port, path)
        const target = new URL(location, 'http://host.example/')
        expect({ path, origin: target.origin }).toEqual({ path, origin: 'http://host.example' })
      }
    } finally {
      server.close()
    }
  })

  it('is not reached by writing', async () => {
    const { app } = createApp()
    const { status, headers } = await request(app).post('/admin/audit/').set(WRITE).send('{}')
    expect({ status, allow: headers['allow'] }).toEqual({
      status: 405,
      allow: 'GET, HEAD, OPTIONS',
    })
  })
})

/** Sends the path as it is: clients that parse it turn a backslash into a slash. */
function locationOf(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, agent: false }, (response) => {
      response.resume()
      resolve(response.headers.location ?? '')
    }).on('error', reject)
  })
}

describe('createAdminRouter', () => {
  it('refuses to exist without authorize', () => {
    for (const authorize of [undefined, true, 'yes']) {
      expect(() => createApp({ options: { authorize: authorize as never } })).toThrow(
        expect.objectContaining({ code: 'AUDIT_AUTHORIZE_REQUIRED', field: 'authorize' }),
      )
    }
  })

  it('suggests the right spelling of an option', () => {
    expect(() => createApp({ options: { authorise: () => true } as never })).toThrow("'authorize'")
  })

  it('names an option that is missing', () => {
    expect(() => createAdminRouter({ authorize: () => true } as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'reader' }),
    )
  })
})
