// Flights in Avro through a schema registry, with kafkajs and @kafkajs/confluent-schema-registry.
//   flights.js write BOOTSTRAP REGISTRY TOPIC FILE   each JSON line of FILE is a flight, keyed by its origin
//   flights.js read  BOOTSTRAP REGISTRY TOPIC COUNT  prints COUNT flights as JSON lines
const fs = require('node:fs')
const { Kafka, logLevel } = require('kafkajs')
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry')

// The writer's own idea of the contract: its fields stand in another order, and one is more than the reader knows.
const schema = JSON.stringify({
  type: 'record',
  name: 'ForeignFlight',
  namespace: 'TypedStreams.Conformance.Tests.Sessions',
  fields: [
    { name: 'DelayMinutes', type: 'int' },
    { name: 'Origin', type: 'string' },
    { name: 'Carrier', type: ['null', 'string'], default: null },
    { name: 'Destination', type: 'string' },
    { name: 'DistanceMiles', type: 'int' }
  ]
})

async function write (kafka, registry, topic, file) {
  const { id } = await registry.register({ type: SchemaType.AVRO, schema }, { subject: `${topic}-value` })
  const flights = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  const messages = await Promise.all(flights.map(async (flight) => ({
    key: flight.Origin,
    value: await registry.encode(id, { ...flight, Carrier: 'js' })
  })))
  const producer = kafka.producer({ idempotent: true })
  await producer.connect()
  await producer.send({ topic, acks: -1, messages })
  await producer.disconnect()
}

async function read (kafka, registry, topic, count) {
  const consumer = kafka.consumer({ groupId: 'js-readers' })
  const flights = []
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error))
    consumer.run({
      eachMessage: async ({ message }) => {
        const flight = await registry.decode(message.value)
        flights.push(JSON.stringify({ Key: message.key.toString(), ...flight }))
        if (flights.length === Number(count)) resolve()
      }
    })
  })
  await consumer.disconnect()
  process.stdout.write(flights.join('\n') + '\n')
}

const [mode, bootstrap, host, topic, last] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR })
const registry = new SchemaRegistry({ host })
;(mode === 'write' ? write : read)(kafka, registry, topic, last).catch((error) => {
  console.error(error)
  process.exit(1)
})
