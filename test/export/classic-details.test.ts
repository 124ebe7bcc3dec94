import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { helpdesk } from 'rastro/helpdesk'
import { openExportedLog } from './exported-log.ts'
import type { ExportedLog } from './exported-log.ts'

let log: ExportedLog
beforeAll(async () => {
  log = await openExportedLog({ catalogs: [helpdesk] })
}, 60_000)
afterAll(() => log.close())

it('calls rows of a report no reports', async () => {
  await log.add({
    type: 'reports.custom.exported',
    place: 'reports.custom',
    operation: 'export',
    category: 'exports',
    target: { type: 'CustomReport', id: 'r-1', name: 'Tickets by month' },
    details: { count: 11 },
  })
  const { text } = await log.get('/audit/api/export?place=reports.custom&lang=en')
  expect(text).toContain('Custom report exported: Tickets by month')
  expect(text).not.toContain('11 custom reports')
})
