/** The person's own door of a desk, for whoever `x-me` names; `x-ids` are their other ids. */
import express from 'express'
import request from 'supertest'
import type { OwnRouterOptions } from 'rastro'
import type { RequestsDesk } from './requests-desk.ts'

export type OwnDoor = ReturnType<typeof request>

export function ownDoor(desk: RequestsDesk, options: Partial<OwnRouterOptions> = {}): OwnDoor {
  const app = express()
  app.use(desk.audit.context({ actor: (req) => ({ type: 'client', id: req.headers['x-me'] }) }))
  const identify = (req: express.Request) => {
    const id = req.get('x-me')
    const ids = req.get('x-ids')?.split(',') ?? []
    return id === undefined ? null : { id, ids: ids.map((one) => ({ id: one })) }
  }
  app.use('/me/data', desk.audit.subjectRouter({ identify, ...options }))
  return request(app)
}

/** A whole answer as bytes. */
export function asBytes(answer: request.Test): request.Test {
  return answer.buffer(true).parse((response, done) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => done(null, Buffer.concat(chunks)))
  })
}
