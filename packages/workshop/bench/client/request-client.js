/** The other side of `request.js`: sends so many requests, some at a time, when it is told to. */
import { Agent, get } from 'node:http'

const AT_A_TIME = 10
const agents = new Map()

process.on('message', (order) => {
  void send(order)
})

async function send({ port, requests }) {
  let agent = agents.get(port)
  if (agent === undefined) {
    agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME })
    agents.set(port, agent)
  }
  let left = requests
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await request(port, agent)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  process.send('done')
}

function request(port, agent) {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/tickets/42', agent }, (res) => {
      res.resume()
      res.on('end', resolve)
    }).on('error', reject)
  })
}
