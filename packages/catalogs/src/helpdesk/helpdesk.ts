/**
 * What does a helpdesk audit, and what is it called?
 *
 * Places, operations and Brazilian names follow the helpdesk document; its audit configuration is
 * a place of every catalog and comes with the core.
 */
import type { CatalogDefinition } from '@rastro/core'
import { accountTypes } from './account-types.ts'
import { chatTypes } from './chat-types.ts'
import { clientTypes } from './client-types.ts'
import { exportTypes } from './export-types.ts'
import { places } from './places.ts'
import { reportTypes } from './report-types.ts'
import { ticketTypes } from './ticket-types.ts'
import { trashTypes } from './trash-types.ts'

/**
 * Catalog of a helpdesk: tickets, chats, clients, their trash, backup, searches, reports, account
 * and agents, in five languages.
 *
 * @example
 * ```js
 * const audit = createAudit({ mongoose, catalogs: [helpdesk], places: { tickets: true } })
 * ```
 */
export const helpdesk: CatalogDefinition = {
  name: 'helpdesk',
  places,
  types: {
    ...ticketTypes,
    ...chatTypes,
    ...clientTypes,
    ...trashTypes,
    ...exportTypes,
    ...reportTypes,
    ...accountTypes,
  },
}
