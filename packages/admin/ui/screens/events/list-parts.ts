/** The parts of the list that come when they are opened, together. */
export { ExportChoices } from './export-choices.tsx'
export { SavedViews } from './saved-views.tsx'
export { SidePanel } from './side-panel.tsx'
