import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { TICKET, createApp } from './admin-app.ts'
import type { ExpressVersion } from './admin-app.ts'

const API = '/admin/audit/api'

for (const express of [4, 5] as readonly ExpressVersion[]) {
  describe(`changes in words, on Express ${express}`, () => {
    it('gives each change as it was recorded and as it reads, in the language asked for', async () => {
      const { app, add } = createApp({ express })
      const [id] = await add({
        changes: [
          { path: ['status'], op: 'replace', before: 'open', after: 'solved' },
          { path: ['tags'], op: 'replace', before: ['a'], after: ['b'] },
          { path: ['passwordHash'], op: 'replace', omitted: 'secret' },
        ],
      })
      const read = [
        {
          path: ['status'],
          op: 'replace',
          before: 'open',
          after: 'solved',
          label: 'Status',
          kind: 'changed',
          text: 'Status: open → solved',
          beforeText: 'open',
          afterText: 'solved',
        },
        {
          path: ['tags'],
          op: 'replace',
          before: ['a'],
          after: ['b'],
          label: 'Tags',
          kind: 'changed',
          text: 'Tags, inclusão: b; Tags, remoção: a',
          beforeText: 'a',
          afterText: 'b',
          added: ['b'],
          removed: ['a'],
        },
        {
          path: ['passwordHash'],
          op: 'replace',
          omitted: 'secret',
          label: 'Password hash',
          kind: 'changed',
          text: 'Password hash (não exibido: segredo)',
          omittedText: 'não exibido: segredo',
        },
      ]
      const opened = await request(app).get(`${API}/events/${id}?lang=pt-BR`)
      expect(opened.body.changes).toEqual(read)
      const which = `tt=${TICKET.type}&tid=${TICKET.id}`
      const history = await request(app).get(`${API}/history?${which}&lang=pt-BR`)
      expect(history.body.events[0].changes).toEqual(read)
    })
  })
}
