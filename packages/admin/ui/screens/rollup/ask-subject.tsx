/** Nobody was asked for: who, or which address? */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import { navigate } from '../../core/router.ts'
import { Heading } from '../../shell/heading.tsx'
import { one, queryText } from './rollup-links.ts'

export function AskSubject({ screen }: { readonly screen: 'people' | 'addresses' }) {
  const [text, setText] = useState('')
  const isPerson = screen === 'people'
  return (
    <div class="screen rollup">
      <Heading>{t(isPerson ? 'rollup.person' : 'rollup.address')}</Heading>
      <form
        class="sheet ask"
        onSubmit={(event) => {
          event.preventDefault()
          const value = one(text.trim())
          if (value === '') return
          navigate(`${screen}?${queryText(isPerson ? { user: value } : { ip: value })}`)
        }}
      >
        <TextField
          label={t(isPerson ? 'rollup.askPerson' : 'rollup.askAddress')}
          value={text}
          autoFocus
          onInput={setText}
        />
        <Button kind="primary" type="submit" icon="search">
          {t('rollup.show')}
        </Button>
      </form>
    </div>
  )
}
