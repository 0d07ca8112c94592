import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { serve } from './lines.mjs'

// From file to file, as a step of a workflow does it: 'jimp', 'sharp' as it comes, 'sharp-all' with all cores.
const peer = process.argv[2]
if (peer === 'jimp') {
  const { default: Jimp } = await import('jimp')
  const changes = {
    'rotate-90': image => image.rotate(90),
    'rotate-33': image => image.rotate(33),
    'blur-5': image => image.blur(5),
  }
  await serve(async (change, input, output) => {
    const image = changes[change](await Jimp.read(await readFile(input)))
    await writeFile(output, await image.getBufferAsync(Jimp.MIME_PNG))
  })
} else {
  const { default: sharp } = await import('sharp')
  if (peer === 'sharp-all') sharp.concurrency(availableParallelism())
  const changes = {
    'rotate-90': image => image.rotate(-90),
    'rotate-33': image => image.rotate(-33, { background: { r: 0, g: 0, b: 0, alpha: 0 } }),
    // The deviation of two boxes of 11 pixels, which is what the others do for 5.
    'blur-5': image => image.blur(4.47),
  }
  await serve(async (change, input, output) => {
    await writeFile(output, await changes[change](sharp(await readFile(input))).png().toBuffer())
  })
}
