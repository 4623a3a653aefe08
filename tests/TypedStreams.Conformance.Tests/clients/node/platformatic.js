// @platformatic/kafka. Its zstd needs a newer Node.js than 20.
const { run, line } = require('./records')

async function produce (bootstrap, topic, codec, batch) {
  const { Producer, ProduceAcks } = await import('@platformatic/kafka')
  const producer = new Producer({
    clientId: process.env.CLIENT_ID ?? 'conformance',
    bootstrapBrokers: [bootstrap],
    idempotent: true,
    autocreateTopics: true
  })
  const messages = batch.map(({ partition, key, value, headers }) => ({
    topic,
    partition,
    key: key ?? undefined,
    value: value ?? undefined,
    headers: new Map(headers.map(([name, bytes]) => [Buffer.from(name), bytes]))
  }))
  await producer.send({ messages, acks: ProduceAcks.ALL, compression: codec })
  await producer.close()
}

async function consume (bootstrap, topics, groupId, count) {
  const { Consumer, MessagesStreamModes } = await import('@platformatic/kafka')
  const consumer = new Consumer({ clientId: 'platformatic', groupId, bootstrapBrokers: [bootstrap] })
  const stream = await consumer.consume({
    topics,
    autocommit: false,
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: 'earliest'
  })
  const lines = []
  for await (const message of stream) {
    lines.push(line(
      message.topic, message.partition, message.offset, message.key, message.value, [...message.headers]))
    await message.commit()
    if (lines.length === count) break
  }
  await consumer.close(true)
  return lines
}

run(produce, consume)
