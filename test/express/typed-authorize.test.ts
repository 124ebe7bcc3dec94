/** May `authorize` name the application's own types? What fails here fails to compile. */
import { describe, expect, it } from '@jest/globals'
import express from 'express'
import type { Request } from 'express'
import type { Audit } from 'rastro'

// An interface is assignable to no record: what a router asks of requests must not be one.
interface Person {
  readonly role: 'admin' | 'clerk'
}

interface SignedIn extends Request {
  user?: Person
}

/** Mounts both ways; only its types are of interest. */
function mount(audit: Pick<Audit, 'router'>): express.Express {
  const app = express()
  app.use(
    '/own-type',
    audit.router({ authorize: (request: SignedIn) => request.user?.role === 'admin' }),
  )
  app.use('/no-type', audit.router({ authorize: (request) => request.user?.['role'] === 'admin' }))
  const handler = audit.router({ authorize: () => true })
  app.use('/request-of-its-own', (request: SignedIn, response) => handler(request, response))
  return app
}

describe('the types of audit.router', () => {
  it('let authorize name a request whose user is an interface', () => {
    const mounted: unknown[] = []
    mount({
      router(options) {
        mounted.push(options.authorize)
        return (_request, response) => response.end()
      },
    })
    expect(mounted).toHaveLength(3)
  })
})
