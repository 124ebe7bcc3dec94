/** A request that came by another way is opened on the person's behalf: with proof. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog, closeDialog } from '../../components/dialog.tsx'
import { Select, TextField } from '../../components/field.tsx'
import { Failure } from '../../components/screen-state.tsx'
import { ApiError } from '../../core/api-error.ts'
import { api } from '../../core/api.ts'
import { t } from '../../core/i18n.ts'
import { navigate } from '../../core/router.ts'
import { KIND_KEYS } from './request-types.ts'
import type { Kind, RequestJson } from './request-types.ts'

const KINDS = Object.keys(KIND_KEYS) as Kind[]

export function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<string>('access')
  const [type, setType] = useState('')
  const [id, setId] = useState('')
  const [proof, setProof] = useState('')
  const [message, setMessage] = useState('')
  const [error, setError] = useState<unknown>()
  const field = error instanceof ApiError ? error.body.field : undefined
  const wrong = (name: string) => (field === name ? { error: t('requests.missing') } : {})

  async function send(): Promise<void> {
    const subject = { id: id.trim(), ...(type.trim() === '' ? {} : { type: type.trim() }) }
    const body = { kind, subject, proof, ...(message.trim() === '' ? {} : { message }) }
    try {
      const { id: made } = await api<RequestJson>('api/requests', { method: 'POST', body })
      navigate(`requests/${made}`)
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <Dialog title={t('requests.open')} onClose={onClose}>
      <form
        class="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Select
          label={t('requests.kind')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(KIND_KEYS[value]) }))}
          onChange={setKind}
        />
        <TextField
          label={t('requests.personId')}
          value={id}
          {...wrong('subject.id')}
          onInput={setId}
        />
        <TextField
          label={t('requests.personType')}
          hint={t('requests.personTypeHint')}
          value={type}
          {...wrong('subject.type')}
          onInput={setType}
        />
        <TextField
          label={t('requests.proof')}
          hint={t('requests.proofHint')}
          value={proof}
          {...wrong('proof')}
          onInput={setProof}
        />
        <TextField label={t('requests.message')} value={message} onInput={setMessage} />
        {error === undefined || field?.match(/^(subject|proof)/) ? null : <Refused error={error} />}
        <div class="dialog-actions">
          <Button onClick={closeDialog}>{t('shell.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('requests.open')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What is not possible now is said in the request's own words; the rest as everywhere. */
export function Refused({ error }: { readonly error: unknown }) {
  const code = error instanceof ApiError ? error.body.code : undefined
  const text =
    code === 'AUDIT_SUBJECT_REQUEST_REFUSED'
      ? t('requests.notNow')
      : code === 'AUDIT_ERASURE_UNAVAILABLE'
        ? t('requests.noErasure')
        : code === 'AUDIT_ERASURE_HELD'
          ? t('requests.held')
          : undefined
  if (text === undefined) return <Failure error={error} />
  return (
    <p class="notice bad" role="alert">
      {text}
    </p>
  )
}
