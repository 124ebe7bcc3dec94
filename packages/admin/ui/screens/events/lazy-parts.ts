/** The parts of the list that come when somebody is about to open one of them. */
import { lazy } from '../../core/lazy.tsx'

const parts = () => import('./list-parts.ts')

export const ChoiceFilter = lazy(async () => (await parts()).ChoiceFilter)
export const ColumnChoices = lazy(async () => (await parts()).ColumnChoices)
export const ExportChoices = lazy(async () => (await parts()).ExportChoices)
export const MoreFilters = lazy(async () => (await parts()).MoreFilters)
export const PeriodFilter = lazy(async () => (await parts()).PeriodFilter)
export const SavedViews = lazy(async () => (await parts()).SavedViews)
export const SidePanel = lazy(async () => (await parts()).SidePanel)
export const WhoFilter = lazy(async () => (await parts()).WhoFilter)

/** Loads them ahead: whoever points at a button opens it a moment later. */
export function expectParts(): void {
  // If they do not come now, the one that is opened says so.
  parts().catch(() => undefined)
}

/** Loads what asks for new events. */
export async function loadPolling() {
  return (await parts()).startPolling
}
