/** Sends what the buttons ask for. Without it the exports and signing out still work. */
const said = document.querySelector('#said')

const actions = {
  async 'save-client'(button) {
    const row = button.closest('tr')
    const changed = [...row.querySelectorAll('input')].filter(
      ({ value, defaultValue }) => value !== defaultValue,
    )
    if (changed.length === 0) {
      said.textContent = 'Nothing was changed.'
      return
    }
    const fields = Object.fromEntries(changed.map(({ name, value }) => [name, value]))
    await send('PATCH', `/clients/${row.dataset.client}`, fields)
    for (const input of changed) input.defaultValue = input.value
    said.textContent = 'Saved. The audit trail has the values before and after.'
  },
  async 'delete-client'(button) {
    const row = button.closest('tr')
    await send('DELETE', `/clients/${row.dataset.client}`)
    location.reload()
  },
  async 'release-client'(button) {
    const row = button.closest('tr')
    await send('DELETE', `/clients/${row.dataset.client}/hold`, { reason: 'ended on the desk' })
    button.remove()
    said.textContent = 'The hold has ended: what the client asked for can be carried out.'
  },
  async 'send-selected'(button) {
    const list = button.closest('[data-list]')
    const ids = [...list.querySelectorAll('input:checked')].map(({ value }) => value)
    if (ids.length === 0) {
      said.textContent = 'Select a ticket first.'
      return
    }
    await send('POST', list.dataset.list, { ids })
    location.reload()
  },
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]')
  if (button !== null) void act(button)
})

async function act(button) {
  button.disabled = true
  try {
    await actions[button.dataset.do](button)
  } catch (error) {
    said.textContent = `That failed: ${error.message}.`
  } finally {
    button.disabled = false
  }
}

async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      // The audit records the time at the user's place beside the server's.
      'X-Audit-Client-Time': localTime(new Date()),
      'X-Audit-Client-Zone': Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (response.ok) return
  const answer = await response.json().catch(() => ({}))
  throw new Error(answer.error ?? `status ${response.status}`)
}

/** RFC 3339 with the offset of this place. */
function localTime(now) {
  const minutes = -now.getTimezoneOffset()
  const shifted = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, -1)
  const sign = minutes < 0 ? '-' : '+'
  const two = (n) => String(Math.trunc(n)).padStart(2, '0')
  return `${shifted}${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}
