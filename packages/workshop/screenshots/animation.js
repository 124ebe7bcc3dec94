/**
 * What does the animation show? A change in the application, its row in the list that is open, and
 * what changed.
 */
const SIZE = { width: 960, height: 600 }
const NEW_PHONE = '555 0142'
const TYPING_MS = 90
const GLANCE_MS = 900
const LOOK_MS = 1800
const READ_MS = 3600

/**
 * Plays the scene and returns its pictures.
 *
 * @param {{ openPage: () => Promise<import('playwright-core').Page>, home: string, mount: string }} stage
 */
export async function playScene({ openPage, home, mount }) {
  const shots = []
  const shoot = async (page, durationMs) => {
    shots.push({ png: await page.screenshot({ caret: 'initial' }), durationMs })
  }

  const list = await openPage()
  await list.setViewportSize(SIZE)
  await list.goto(`${mount}events?place=clients,tickets,chats&live=1`)
  await list.locator('.row-link').first().waitFor()
  await list.locator('.live-note.on').waitFor()
  const newest = await list.locator('[data-row]').first().getAttribute('data-row')
  await shoot(list, LOOK_MS)

  const desk = await openPage()
  await desk.setViewportSize(SIZE)
  await desk.goto(home)
  const row = desk.locator('tr[data-client]', { has: desk.locator('[value="Eva Inventada"]') })
  const phone = row.locator('[name="phone"]')
  await phone.click()
  await shoot(desk, GLANCE_MS)
  await phone.fill('')
  for (const letter of NEW_PHONE) {
    await phone.pressSequentially(letter)
    await shoot(desk, TYPING_MS)
  }
  const save = row.getByRole('button', { name: 'Save' })
  await save.focus()
  await shoot(desk, GLANCE_MS / 2)
  await save.click()
  await desk.getByText('Saved.').waitFor()
  await shoot(desk, LOOK_MS)

  await list.bringToFront()
  await list.waitForFunction(
    (before) => document.querySelector('[data-row]')?.getAttribute('data-row') !== before,
    newest,
  )
  const link = list.locator('.row-link').first()
  await link.hover()
  await shoot(list, LOOK_MS)
  await link.click()
  await list.locator('article.event h1').waitFor()
  await list.waitForLoadState('networkidle')
  await shoot(list, READ_MS)
  return shots
}
