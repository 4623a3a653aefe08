// kafkajs. It brings gzip; the other codecs are plugged in, as its documentation asks for.
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs')
const zstd = require('@bokuweb/zstd-wasm')
const { run, line } = require('./records')

async function connect (bootstrap) {
  const { compressionsAlgorithms } = await import('@platformatic/kafka')
  await zstd.init()
  CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy')
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: async (encoder) => compressionsAlgorithms.lz4.compressSync(encoder.buffer),
    decompress: async (buffer) => compressionsAlgorithms.lz4.decompressSync(buffer)
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async (encoder) => Buffer.from(zstd.compress(encoder.buffer, 3)),
    decompress: async (buffer) => Buffer.from(zstd.decompress(buffer))
  })
  return new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR, clientId: process.env.CLIENT_ID ?? 'conformance' })
}

const types = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 }

async function produce (bootstrap, topic, codec, batch) {
  const kafka = await connect(bootstrap)
  const producer = kafka.producer({ idempotent: true })
  await producer.connect()
  const messages = batch.map((record) => ({ ...record, headers: Object.fromEntries(record.headers) }))
  await producer.send({ topic, acks: -1, compression: types[codec], messages })
  await producer.disconnect()
}

async function consume (bootstrap, topics, groupId, count) {
  const kafka = await connect(bootstrap)
  const consumer = kafka.consumer({ groupId })
  const lines = []
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error))
    consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        if (lines.length === count) return
        const headers = Object.entries(message.headers ?? {})
        lines.push(line(topic, partition, message.offset, message.key, message.value, headers))
        if (lines.length === count) resolve()
      }
    })
  })
  await consumer.stop() // commits what was handed out
  await consumer.disconnect()
  return lines
}

run(produce, consume)
