/** A table as CSV that a spreadsheet opens without running anything in it. */

/**
 * @param {readonly string[]} columns
 * @param {readonly object[]} records - Their values are read by column.
 */
export function toCsv(columns, records) {
  const rows = records.map((record) => columns.map((column) => cell(record[column])).join(','))
  return `${[columns.map(cell).join(','), ...rows].join('\r\n')}\r\n`
}

function cell(value) {
  const text = value === undefined || value === null ? '' : String(value)
  // A spreadsheet takes a cell that starts like this for a formula.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
