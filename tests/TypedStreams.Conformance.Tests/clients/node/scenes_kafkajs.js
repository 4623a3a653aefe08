// Scenes with kafkajs; see scenes.js.
const { Kafka, logLevel } = require('kafkajs')
const scenes = require('./scenes')

const connect = (bootstrap) => new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })

async function member (bootstrap, topic, groupId, kind, name, stopped) {
  const sessionTimeout = scenes.sessionMs(kind)
  const consumer = connect(bootstrap).consumer({ groupId, sessionTimeout, heartbeatInterval: 500 })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    scenes.partitions('+', payload.memberAssignment[topic] ?? []))
  consumer.on(consumer.events.REBALANCING, () => scenes.say('-', 'all'))
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommitInterval: 300,
    eachMessage: async ({ partition, message }) => scenes.say('read', partition, message.offset)
  })
  await stopped
  await consumer.disconnect()
}

async function since (bootstrap, topic, time, count) {
  const kafka = connect(bootstrap)
  const admin = kafka.admin()
  await admin.connect()
  const [{ offset }] = (await admin.fetchTopicOffsetsByTimestamp(topic, Number(time))).filter((p) => p.partition === 0)
  await admin.disconnect()
  const consumer = kafka.consumer({ groupId: 'since-kafkajs' })
  const read = []
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await new Promise((resolve) => {
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (partition === 0 && Number(message.offset) >= Number(offset) && read.length < count) {
          read.push(message.offset)
        }
        if (read.length === count) resolve()
      }
    })
    consumer.seek({ topic, partition: 0, offset })
  })
  scenes.found(offset, read)
  await consumer.disconnect()
}

async function admin (bootstrap, topic) {
  const client = connect(bootstrap).admin()
  await client.connect()
  const create = (name, configEntries) => client.createTopics({
    waitForLeaders: false, topics: [{ topic: name, numPartitions: 2, replicationFactor: 1, configEntries }]
  })
  const retention = async () => {
    const answer = await client.describeConfigs({
      includeSynonyms: false, resources: [{ type: 2, name: topic, configNames: ['retention.ms'] }]
    })
    return answer.resources[0].configEntries[0].configValue
  }
  const grow = (count) => client.createPartitions({ topicPartitions: [{ topic, count }] })
  await scenes.administer([
    ['create', () => create(topic, [{ name: 'retention.ms', value: '3600000' }])],
    ['create again', () => create(topic, [])],
    ['bad name', () => create('a/b', [])],
    ['bad config', () => create(topic + '-never', [{ name: 'retention.ms', value: 'soon' }])],
    ['partitions', async () => (await client.fetchTopicMetadata({ topics: [topic] })).topics[0].partitions.length],
    ['config', retention],
    ['set config', async () => {
      await client.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: topic, configEntries: [{ name: 'retention.ms', value: '7200000' }] }]
      })
    }],
    ['config as set', retention],
    ['grow', () => grow(4)],
    ['shrink', () => grow(3)],
    ['delete', () => client.deleteTopics({ topics: [topic] })],
    ['delete unknown', () => client.deleteTopics({ topics: [topic + '-never'] })]
  ])
  await client.disconnect()
}

scenes.run(member, since, admin)
