/**
 * Reads CSV as RFC 4180 has it and not a bit else: whatever is not that is an error.
 *
 * Written from the standard, not from the writer. `separator` reads the same text as a spreadsheet
 * does where the system's list separator is another one.
 */
export function parseCsv(text: string): string[][] {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < body.length) {
    let field = ''
    if (body[at] === '"') {
      at += 1
      for (;;) {
        if (at >= body.length) throw new Error('a quoted field does not end')
        if (body[at] === '"' && body[at + 1] === '"') {
          field += '"'
          at += 2
        } else if (body[at] === '"') {
          at += 1
          break
        } else {
          field += body[at]
          at += 1
        }
      }
    } else {
      const from = at
      while (at < body.length && !',\r\n"'.includes(body[at] ?? '')) at += 1
      if (body[at] === '"') throw new Error('a quote inside a field that is not quoted')
      field = body.slice(from, at)
    }
    row.push(field)
    if (body[at] === ',') {
      at += 1
      if (at >= body.length) throw new Error('the last line does not end')
    } else if (body.startsWith('\r\n', at)) {
      at += 2
      rows.push(row)
      row = []
    } else {
      throw new Error('a field is followed by neither a comma nor CR LF')
    }
  }
  if (row.length > 0) throw new Error('the last line does not end')
  const [head] = rows
  for (const one of rows) {
    if (one.length !== head?.length) throw new Error('lines have different numbers of fields')
  }
  return rows
}

/** The same with a header: one object per line. */
export function parseTable(text: string): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(text)
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])))
}

/**
 * The cells that Excel makes of a text where the list separator is another one: it knows quotes at
 * a cell's own beginning only.
 */
export function looseCells(text: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (isQuoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else if (char === '"') isQuoted = false
      else cell += char
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === separator || char === '\r' || char === '\n') {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}
