import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { AuditError } from '@rastro/core'
import * as fc from 'fast-check'
import request from 'supertest'
import { EXPRESS, WRITE, createApp } from './admin-app.ts'
import type { ExpressVersion } from './admin-app.ts'

const API = '/admin/audit/api'
const LONG = 'x'.repeat(9000)

const queries: readonly (readonly [string, string, string | undefined])[] = [
  ['?actor[$ne]=x', '/events?actor[$ne]=x', 'actor[$ne]'],
  ['?user[$ne]=x', '/events?user[$ne]=x', 'user[$ne]'],
  ['?user[]=x', '/events?user[]=x', 'user[]'],
  ['__proto__', '/events?__proto__=x', '__proto__'],
  ['__proto__[x]', '/events?__proto__[x]=y', '__proto__[x]'],
  ['constructor.prototype', '/events?constructor[prototype][x]=y', 'constructor[prototype][x]'],
  ['deep nesting', `/events?a${'[b]'.repeat(500)}=x`, undefined],
  ['an unknown key', '/events?usr=x', 'usr'],
  ['an empty value', '/events?user=', 'user'],
  ['an empty key', '/events?=x', ''],
  ['a bad cursor', '/events?cursor=abc', 'cursor'],
  ['a very long cursor', `/events?cursor=${LONG}`, 'cursor'],
  ['a key of one value twice', '/events?from=2026-01-01&from=2026-01-02', 'from'],
  ['a cursor twice', '/events?cursor=a&cursor=b', 'cursor'],
  ['a NUL byte', '/events?user=a%00b', 'user'],
  ['9 KB of filter', `/events?user=${LONG}`, 'user'],
  ['many values', `/events?user=${'a,'.repeat(2000)}a`, 'user'],
  ['a limit of zero', '/events?limit=0', 'limit'],
  ['a limit beyond all', '/events?limit=1e9', 'limit'],
  ['a limit that is none', '/events?limit=NaN', 'limit'],
  ['an unknown view', '/events?view=raw', 'view'],
  ['an unknown place', '/events?place=tickts', 'place'],
  ['an unknown zone', '/events?tz=Mars/Base', 'tz'],
  ['a language that is none', '/events?lang=%3Cscript%3E', 'lang'],
  ['a wrong flag', '/events?count=yes', 'count'],
  ['broken encoding in the query', '/events?user=%E0%A4%A', undefined],
  ['bytes that are no UTF-8 in the query', '/events?user=%FF', undefined],
  ['broken encoding in the path', '/events/%E0%A4%A', undefined],
  ['a NUL byte in the path', '/events/%00', undefined],
  ['a slash in an id', '/events/a%2Fb', undefined],
  ['dots', '/%2e%2e/%2e%2e/etc/passwd', undefined],
  ['a long path', `/events/${'x'.repeat(5000)}`, undefined],
  ['a key of another route', '/history?tt=a&tid=b&groups=1', 'groups'],
  ['a key where none is taken', '/config?x=1', 'x'],
]

for (const express of [4, 5] as readonly ExpressVersion[]) {
  describe(`a hostile request to Express ${express}`, () => {
    const { app } = createApp({ express })
    for (const [name, path, field] of queries) {
      it(`is refused with a code: ${name}`, async () => {
        const { status, body, text } = await request(app).get(API + path)
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
        expect(body.code).toMatch(/^AUDIT_[A-Z_]+$/)
        if (field !== undefined) expect(body.field).toBe(field)
        expect(text).not.toMatch(/\bat .*\.js|<script|node_modules/)
        expect(text.length).toBeLessThan(600)
      })
    }

    it('never causes more than a refusal, whatever stands in the query', async () => {
      const part = fc.oneof(
        fc.constantFrom(
          'op',
          'user',
          'from',
          'p',
          'tid',
          'tt',
          'limit',
          'cursor',
          '$where',
          '%',
          '&',
          '=',
          '%00',
          '[',
          ',',
        ),
        fc.string({ maxLength: 8 }).map(encodeURIComponent),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
          const { status } = await request(app).get(`${API}/events?${parts.join('')}`)
          expect(status).toBeLessThan(500)
        }),
        { numRuns: 100 },
      )
    })
  })
}

describe('10 MB', () => {
  const big = 'x'.repeat(10 * 1024 * 1024)

  it('of query are refused', async () => {
    const server = createServer({ maxHeaderSize: 32 * 1024 * 1024 }, createApp().app).listen(0)
    try {
      const { status, body } = await request(server).get(`${API}/events?user=${big}`)
      expect({ status, code: body.code }).toEqual({ status: 414, code: 'AUDIT_REQUEST_INVALID' })
    } finally {
      server.close()
    }
  })

  for (const express of [4, 5] as readonly ExpressVersion[]) {
    it(`of body are refused, with an answer, by Express ${express}`, async () => {
      const { app } = createApp({ express })
      const { headers } = await request(app).get(`${API}/config`)
      const { status, body } = await request(app)
        .put(`${API}/config`)
        .set({ ...WRITE, 'If-Match': headers['etag'] ?? '' })
        .send(JSON.stringify({ reason: big }))
      expect({ status, code: body.code }).toEqual({ status: 413, code: 'AUDIT_REQUEST_INVALID' })
    })
  }

  it('of body without a length are refused too', async () => {
    const { app } = createApp()
    const { headers } = await request(app).get(`${API}/config`)
    const asked = request(app)
      .put(`${API}/config`)
      .set({ ...WRITE, 'If-Match': headers['etag'] ?? '', 'Transfer-Encoding': 'chunked' })
    for (let i = 0; i < 10; i += 1) asked.write(big.slice(0, 1024 * 1024))
    const { status } = await asked
    expect(status).toBe(413)
  })
})

describe('a body that never ends', () => {
  it('leaves nothing hanging when its sender goes away', async () => {
    const { app } = createApp()
    const answers: number[] = []
    const ended = new EventEmitter()
    const host = EXPRESS[5]()
    host.use((_req, res, next) => {
      res.on('close', () => ended.emit('close', answers.push(res.statusCode)))
      next()
    }, app)
    const server = host.listen(0)
    try {
      const tag = (await request(app).get(`${API}/config`)).headers['etag']
      const closed = new Promise((resolve) => ended.once('close', resolve))
      const socket = connect((server.address() as AddressInfo).port)
      socket.write(
        `PUT ${API}/config HTTP/1.1\r\nHost: x\r\nX-Audit-Request: 1\r\nIf-Match: ${tag}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"clientMode":',
        () => socket.destroy(),
      )
      await closed
      expect(answers).toHaveLength(1)
    } finally {
      server.close()
    }
  })
})

describe('a failure inside', () => {
  const secret = 'connect ECONNREFUSED mongodb://user:hunter2@db'

  it('of the store is a 503 that says when to come back', async () => {
    for (const code of ['AUDIT_STORE_UNAVAILABLE', 'AUDIT_QUERY_TIMEOUT'] as const) {
      const { app, store, warnings } = createApp()
      store.findByTime = () => Promise.reject(new AuditError(code, secret))
      const { status, body, headers, text } = await request(app).get(`${API}/events`)
      expect({ status, code: body.code, retry: headers['retry-after'] }).toEqual({
        status: 503,
        code,
        retry: '5',
      })
      expect(text + warnings.join()).not.toContain('hunter2')
    }
  })

  it('of anything else is a 500 that says nothing', async () => {
    const { app, store, warnings } = createApp()
    store.findByTime = () => Promise.reject(new Error(secret))
    const { status, body } = await request(app).get(`${API}/events`)
    expect({ status, body }).toEqual({
      status: 500,
      body: { code: 'AUDIT_INTERNAL', message: 'the request failed', requestId: 'request-1' },
    })
    expect(warnings).toEqual([expect.stringMatching(/failed: Error at /)])
    expect(warnings.join()).not.toContain('hunter2')
  })

  it('puts no line of its message in the log, even one that looks like a place in the code', async () => {
    const { app, warnings } = createApp({
      authorize: () => {
        throw new Error('nobody is called\n    at hunter2')
      },
    })
    expect((await request(app).get(`${API}/meta`)).status).toBe(500)
    expect(warnings).toEqual([expect.stringMatching(/threw: Error at /)])
    expect(warnings.join()).not.toContain('hunter2')
  })
})

describe('an answer that cannot be written', () => {
  it('is not caused by characters that no header takes', async () => {
    for (const express of [4, 5] as const) {
      const { app } = createApp({
        express,
        before: (host) => {
          host.use((req, _res, next) => {
            req.url = '/admin/audit?q=a\u0001 \u20ac\u{1f600}'
            next()
          })
        },
      })
      const { status, headers } = await request(app).get('/admin/audit')
      expect({ status, location: headers['location'] }).toEqual({
        status: 302,
        location: 'audit/?q=a%01%20%E2%82%AC%F0%9F%98%80',
      })
    }
  })

  it('ends the connection and not the process', async () => {
    const { app } = createApp({
      before: (host) => {
        host.use((_req, res, next) => {
          res.end = () => {
            throw new Error('the host wraps this')
          }
          next()
        })
      },
    })
    await expect(request(app).get(`${API}/meta`)).rejects.toThrow('socket hang up')
  })
})
