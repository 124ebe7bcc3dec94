/** Takes a file as fast as it comes and throws it away: in a process of its own, for a fair clock. */
import { get } from 'node:http'

const [url] = process.argv.slice(2)
let bytes = 0
get(url, (response) => {
  response.on('data', (chunk) => {
    bytes += chunk.length
  })
  response.on('end', () => console.log(String(bytes)))
  response.on('error', (error) => {
    console.error(error)
    process.exitCode = 1
  })
})
