/** The top of the page: whose log, which screen, and how one likes to read. */
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Menu } from '../components/menu.tsx'
import { boot, pageUrl } from '../core/boot.ts'
import { LANGUAGE_NAMES, language, t } from '../core/i18n.ts'
import { meta } from '../core/meta.ts'
import { THEMES, setLanguage, setTheme, theme } from '../core/preferences.ts'
import type { Theme } from '../core/preferences.ts'
import { place } from '../core/router.ts'
import { useStore } from '../core/store.ts'
import { HOME, SCREENS } from '../screens.ts'

export interface HeaderProps {
  readonly onHelp: () => void
  readonly hasNavigation: boolean
}

export function Header({ onHelp, hasNavigation }: HeaderProps) {
  return (
    <header class="top">
      <div class="top-in">
        <a class="brand" href={pageUrl(HOME)}>
          {boot.title ?? t('shell.title')}
          {boot.title === undefined ? null : <span class="brand-part">{t('shell.title')}</span>}
        </a>
        {hasNavigation ? <Navigation /> : <span class="nav" />}
        <div class="top-tools">
          <ZoneNote />
          <LanguageMenu />
          <ThemeMenu />
          <Button kind="quiet" icon="help" label={t('shell.help')} onClick={onHelp} />
        </div>
      </div>
    </header>
  )
}

function Navigation() {
  const { path } = useStore(place)
  const known = useStore(meta)
  const entries = SCREENS.filter(
    ({ nav, permission }) =>
      nav !== undefined && (permission === undefined || known?.can.includes(permission) === true),
  )
  return (
    <nav class="nav" aria-label={t('shell.navigation')}>
      {entries.map((entry) => (
        <a
          key={entry.path}
          href={pageUrl(entry.path)}
          aria-current={path.split('/')[0] === entry.path.split('/')[0] ? 'page' : undefined}
        >
          {entry.nav === undefined ? '' : t(entry.nav)}
        </a>
      ))}
    </nav>
  )
}

/** Which zone's days and hours the page shows. */
function ZoneNote() {
  const known = useStore(meta)
  if (known === undefined) return null
  return (
    <span class="zone" title={t('shell.zoneText')}>
      <Icon name="clock" />
      <span class="hidden">{t('shell.zone')} </span>
      {known.zone.replaceAll('_', ' ')}
    </span>
  )
}

function LanguageMenu() {
  if (boot.languages.length < 2) return null
  return (
    <Menu
      button={{ kind: 'quiet', icon: 'globe', label: t('shell.language') }}
      label={t('shell.language')}
      items={boot.languages.map((one) => ({
        text: LANGUAGE_NAMES[one] ?? one,
        checked: one === language(),
        onSelect: () => setLanguage(one),
      }))}
    />
  )
}

const THEME_ICONS = { system: 'monitor', light: 'sun', dark: 'moon' } as const
const THEME_KEYS = {
  system: 'shell.themeSystem',
  light: 'shell.themeLight',
  dark: 'shell.themeDark',
} as const satisfies Record<Theme, string>

function ThemeMenu() {
  const current = useStore(theme)
  return (
    <Menu
      button={{ kind: 'quiet', icon: THEME_ICONS[current], label: t('shell.theme') }}
      label={t('shell.theme')}
      items={THEMES.map((one) => ({
        text: t(THEME_KEYS[one]),
        icon: THEME_ICONS[one],
        checked: one === current,
        onSelect: () => setTheme(one),
      }))}
    />
  )
}
