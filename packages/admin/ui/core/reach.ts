/** Can the log be reached at the moment? One answer for the whole page. */
import { createStore } from './store.ts'

export type Reach = 'ok' | 'signed-out' | 'offline'

export const reach = createStore<Reach>('ok')

export function reportReach(next: Reach): void {
  reach.set(next)
}
