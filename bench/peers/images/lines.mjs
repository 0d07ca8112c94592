import { createInterface } from 'node:readline'

/** Does a job for each line of the input, one after the other, and answers with what it took. */
export async function serve(job) {
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const start = performance.now()
    const words = line.split(' ')
    await job(...words)
    console.log((performance.now() - start).toFixed(2))
  }
}
