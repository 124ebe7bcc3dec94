/** Who or what is this about, and how does it look? */
import { LinkButton } from '../../components/button.tsx'
import { Pill } from '../../components/pill.tsx'
import { language, t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { Heading } from '../../shell/heading.tsx'
import type { ContentProps } from './content-props.ts'
import { eventsUrl } from './rollup-links.ts'
import type { Origin, RollUp } from './rollup-types.ts'

export function SubjectHead({ data, scope }: ContentProps) {
  const { subject, status } = data
  const isSuspicious = status.level === 'suspicious'
  const url = subject.kind === 'person' ? subject.url : undefined
  return (
    <div class="screen-head">
      <div>
        <div class="subject-title">
          <Heading>{titleOf(data)}</Heading>
          <Pill
            tone={isSuspicious ? 'bad' : 'good'}
            icon={isSuspicious ? 'alert' : 'check'}
            text={t(isSuspicious ? 'rollup.suspicious' : 'rollup.normal')}
          />
        </div>
        <p class="muted">
          <SubjectFacts data={data} />
        </p>
      </div>
      <div class="screen-actions">
        {url === undefined ? null : (
          <LinkButton href={url} icon="external" kind="quiet">
            {t('rollup.inApplication')}
          </LinkButton>
        )}
        <LinkButton href={eventsUrl(scope)} icon="rows">
          {t('rollup.allEvents')}
        </LinkButton>
        <LinkButton
          href={eventsUrl({ ...scope, period: { p: '7d' } }, { cat: 'exports' })}
          icon="download"
        >
          {t('rollup.weekExports')}
        </LinkButton>
      </div>
    </div>
  )
}

/** A name that nobody has is what was asked for. */
export function titleOf({ subject }: RollUp): string {
  if (subject.kind === 'address') return subject.ip
  const { name, email, id } = subject
  return name ?? email ?? id ?? t('rollup.nobody')
}

function SubjectFacts({ data: { subject } }: { readonly data: RollUp }) {
  if (subject.kind === 'address') {
    return <>{originText(subject) ?? t('rollup.noOrigin')}</>
  }
  const { type, email, id, name } = subject
  const facts = [
    type === undefined ? undefined : labelOf(meta.get()?.actorTypes, type),
    name === undefined ? undefined : email,
    id,
  ].filter((fact) => fact !== undefined)
  return (
    <>
      {facts.map((fact, index) => (
        <span key={fact}>
          {index === 0 ? '' : ' · '}
          <bdi>{fact}</bdi>
        </span>
      ))}
    </>
  )
}

/** "Lisboa, Portugal". */
export function originText({ city, region, country }: Origin): string | undefined {
  const parts = [city ?? region, country === undefined ? undefined : countryName(country)]
  const text = parts.filter((part) => part !== undefined).join(', ')
  return text === '' ? undefined : text
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
