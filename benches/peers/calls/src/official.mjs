// Makes calls by the official client for Node.js, and prints the seconds of processor time that they took: ENDPOINT CALLS AT_ONCE
import { createRequire } from 'node:module'

const require = createRequire(`${process.cwd()}/`)
const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core')
const { RuntimeOptions } = require('@darabonba/typescript')
const [endpoint, ...numbers] = process.argv.slice(1)
const [calls, atOnce] = numbers.map(Number)

const client = new Client(
  new $OpenApiUtil.Config({ accessKeyId: 'benchmark-key', accessKeySecret: 'benchmark-secret', endpoint, protocol: 'HTTP' })
)
const operation = new $OpenApiUtil.Params({
  action: 'GetCustomizedVoiceJob',
  version: '2020-11-09',
  protocol: 'HTTP',
  pathname: '/',
  method: 'POST',
  authType: 'AK',
  style: 'RPC',
  reqBodyType: 'formData',
  bodyType: 'json',
})

async function some(count) {
  for (let left = count; left > 0; left--) {
    const request = new $OpenApiUtil.OpenApiRequest({ query: { JobId: '93be60b3b1fb4b5fb0a5f4a0d8a8a4f1' } })
    const response = await client.callApi(operation, request, new RuntimeOptions({}))
    if (!response.body.Success) throw new Error(JSON.stringify(response))
  }
}

const all = (count) => Promise.all(Array.from({ length: atOnce }, () => some(count / atOnce)))

// A multiple of those at once.
const made = Math.max(Math.floor(calls / atOnce), 1) * atOnce
await all(atOnce)
const before = process.cpuUsage()
await all(made)
const { user, system } = process.cpuUsage(before)
console.log((((user + system) / 1e6) * calls) / made)
