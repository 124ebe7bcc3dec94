/** Whoever opens the link of a download is seldom signed in: the page leads there, and back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
})

const HTML = { accept: 'text/html' }

function door(options: { readonly signInUrl?: string }) {
  const app = express()
  app.use('/me/data', desk.audit.subjectRouter({ identify: () => null, ...options }))
  return request(app)
}

/** Where the page's one button leads. */
function linkIn(html: string): string | undefined {
  const href = /<a class="button primary" href="([^"]*)"/.exec(html)?.[1]
  return href?.replaceAll(/&#38;/g, '&')
}

describe('somebody who is not signed in', () => {
  it('is led to the sign-in, and from there to what they asked for', async () => {
    const to = door({ signInUrl: '/sign-in?to=person&next={return}' })
    const path = '/me/data/download?request=01J&token=a%2Bb'
    const page = await to.get(path).set(HTML)
    expect(page.status).toBe(401)
    const link = new URL(linkIn(page.text) ?? '', 'http://desk.example')
    expect(link.pathname).toBe('/sign-in')
    expect(Object.fromEntries(link.searchParams)).toEqual({ to: 'person', next: path })
    // No other site is told of the link.
    expect(page.headers['referrer-policy']).toBe('no-referrer')
  })

  it('comes back to the page itself after a form that came too late', async () => {
    const to = door({ signInUrl: 'https://login.example/?next={return}' })
    const page = await to
      .post('/me/data/requests')
      .set(HTML)
      .type('form')
      .send({ kind: 'access', form: 'of before' })
    expect(page.status).toBe(401)
    expect(linkIn(page.text)).toBe('https://login.example/?next=%2Fme%2Fdata%2F')
  })

  it('cannot have anything but an address of their own written into the page', async () => {
    const to = door({ signInUrl: '/sign-in?next={return}' })
    const page = await to.get('/me/data/requests/"><script>alert(1)</script>?$&=$`').set(HTML)
    expect(page.text).not.toContain('<script>')
    expect(linkIn(page.text)).toMatch(/^\/sign-in\?next=%2Fme%2Fdata%2Frequests[^"<>&]*$/)
  })

  it('is told in their language, and finds no button where nobody said whereto', async () => {
    const to = door({ signInUrl: '/sign-in' })
    const page = await to.get('/me/data/').set({ ...HTML, 'accept-language': 'pt-BR' })
    expect(page.text).toContain('<a class="button primary" href="/sign-in">Entrar</a>')
    const without = await door({}).get('/me/data/').set(HTML)
    expect(without.status).toBe(401)
    expect(linkIn(without.text)).toBeUndefined()
  })

  it('is never led to something that runs', () => {
    for (const signInUrl of ['javascript:alert(1)', '//elsewhere.example', 'sign-in', '', 7]) {
      expect(() => door({ signInUrl: signInUrl as string })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'signInUrl' }),
      )
    }
  })
})
