/**
 * What if somebody leaves with changes that are not saved? The page asks; only for closing the
 * window, where a page may not ask, the browser does.
 */
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog, closeDialog } from '../../components/dialog.tsx'
import { t } from '../../core/i18n.ts'
import { guardLeaving, navigate } from '../../core/router.ts'

/** Rendered while there is something to lose. */
export function LeaveGuard() {
  const [target, setTarget] = useState<string>()
  useEffect(() => {
    function onUnload(event: BeforeUnloadEvent): void {
      event.preventDefault()
    }
    const release = guardLeaving((to) => {
      setTarget(to)
      return true
    })
    addEventListener('beforeunload', onUnload)
    return () => {
      release()
      removeEventListener('beforeunload', onUnload)
    }
  }, [])
  if (target === undefined) return null
  return (
    <Dialog
      title={t('auditing.leaveTitle')}
      onClose={() => setTarget(undefined)}
      actions={
        <>
          <Button onClick={closeDialog}>{t('auditing.stay')}</Button>
          <Button kind="danger" onClick={() => navigate(target)}>
            {t('auditing.leave')}
          </Button>
        </>
      }
    >
      <p>{t('auditing.leaveText')}</p>
    </Dialog>
  )
}
