/** All texts of one language: one file per screen, one line each here. */
import type { Translation } from '../../core/i18n.ts'
import type { en } from '../en/index.ts'
import { shell } from './shell.ts'
import { state } from './state.ts'
import { help } from './help.ts'
import { events } from './events.ts'
import { auditing } from './auditing.ts'
import { event } from './event.ts'
import { requests } from './requests.ts'
import { rollup } from './rollup.ts'
import { history } from './history.ts'

export const ptPT: Translation<typeof en> = {
  ...shell,
  ...state,
  ...help,
  ...events,
  ...auditing,
  ...event,
  ...requests,
  ...rollup,
  ...history,
}
