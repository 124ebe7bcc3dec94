/** What of the list nobody sees before it is asked for: it comes as one file, see `lazy-parts.ts`. */
export { ChoiceFilter } from './choice-filter.tsx'
export { ColumnChoices } from './column-choices.tsx'
export { ExportChoices } from './export-choices.tsx'
export { startPolling } from './live-poll.ts'
export { PeriodFilter } from './period-filter.tsx'
export { SavedViews } from './saved-views.tsx'
export { SidePanel } from './side-panel.tsx'
export { MoreFilters, WhoFilter } from './text-filters.tsx'
