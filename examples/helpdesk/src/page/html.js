/**
 * How is text put into a page? Escaped, unless it is a piece of page already.
 *
 *     html`<p>${client.name}</p>`
 */

/** A piece of page, as opposed to a text that looks like one. */
class Html {
  constructor(text) {
    this.text = text
  }

  toString() {
    return this.text
  }
}

/** Template tag: what stands in `${}` is escaped; a list is joined, undefined and false are left out. */
export function html(strings, ...values) {
  return new Html(strings.reduce((text, part, i) => text + render(values[i - 1]) + part))
}

function render(value) {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(render).join('')
  if (value === undefined || value === null || value === false) return ''
  return String(value).replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
