/** Where the page says in passing what was done. */
import { notice } from '../core/announce.ts'
import { useStore } from '../core/store.ts'

export function NoticeBox() {
  const current = useStore(notice)
  return (
    <div class="notices" role="status">
      {current === undefined ? null : (
        <p key={current.id} class="notice-box">
          {current.text}
        </p>
      )}
    </div>
  )
}
