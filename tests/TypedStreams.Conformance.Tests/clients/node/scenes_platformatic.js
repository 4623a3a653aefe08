// Scenes with @platformatic/kafka; see scenes.js.
const scenes = require('./scenes')

async function member (bootstrap, topic, groupId, kind, name, stopped) {
  const { Consumer, MessagesStreamModes } = await import('@platformatic/kafka')
  const group = kind === 'consumer'
    ? { groupProtocol: 'consumer' }
    : { sessionTimeout: scenes.sessionMs(kind), rebalanceTimeout: 60000, heartbeatInterval: 500 }
  const consumer = new Consumer({
    clientId: 'platformatic', groupId, bootstrapBrokers: [bootstrap], ...group,
    ...(kind === 'static' ? { groupInstanceId: name } : {})
  })
  consumer.on('consumer:group:join', ({ assignments }) => scenes.partitions(
    '+', (assignments ?? []).filter((given) => given.topic === topic).flatMap((given) => given.partitions)))
  consumer.on('consumer:group:rebalance', () => scenes.say('-', 'all'))
  const stream = await consumer.consume({
    topics: [topic], autocommit: false, mode: MessagesStreamModes.COMMITTED, fallbackMode: 'earliest', maxWaitTime: 200
  })
  const unsaved = new Map()
  const save = async () => {
    const messages = [...unsaved.values()]
    unsaved.clear()
    for (const message of messages) {
      await message.commit().catch(() => {}) // The partition is another's by now: it is read again there.
    }
  }
  stream.on('data', (message) => {
    scenes.say('read', message.partition, message.offset)
    unsaved.set(message.partition, message)
  })
  const saving = setInterval(save, 300)
  await stopped
  clearInterval(saving)
  stream.pause()
  await save()
  await consumer.close(true)
}

async function since (bootstrap, topic, time, count) {
  const { Consumer, MessagesStreamModes } = await import('@platformatic/kafka')
  const groupId = 'since-platformatic'
  const consumer = new Consumer({ clientId: 'platformatic', groupId, bootstrapBrokers: [bootstrap] })
  const offset = (await consumer.listOffsets({ topics: [topic], timestamp: BigInt(time) })).get(topic)[0]
  const stream = await consumer.consume({
    topics: [topic], autocommit: false, mode: MessagesStreamModes.MANUAL, offsets: [{ topic, partition: 0, offset }]
  })
  const read = []
  for await (const message of stream) {
    read.push(message.offset)
    if (read.length === count) break
  }
  scenes.found(offset, read)
  await consumer.close(true)
}

async function admin (bootstrap, topic) {
  const { Admin } = await import('@platformatic/kafka')
  const client = new Admin({ clientId: 'platformatic', bootstrapBrokers: [bootstrap], retries: 0 })
  const create = async (name, configs) => {
    await client.createTopics({ topics: [name], partitions: 2, replicas: 1, configs })
  }
  const retention = async () => {
    const [answer] = await client.describeConfigs({
      resources: [{ resourceType: 2, resourceName: topic, configurationKeys: ['retention.ms'] }]
    })
    return answer.configs[0].value
  }
  const grow = async (count) => {
    await client.createPartitions({ topics: [{ name: topic, count, assignments: null }] })
  }
  await scenes.administer([
    ['create', () => create(topic, [{ name: 'retention.ms', value: '3600000' }])],
    ['create again', () => create(topic, [])],
    ['bad name', () => create('a/b', [])],
    ['bad config', () => create(topic + '-never', [{ name: 'retention.ms', value: 'soon' }])],
    ['partitions', async () => (await client.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic)
      .partitionsCount],
    ['config', retention],
    ['set config', async () => {
      await client.alterConfigs({
        resources: [{ resourceType: 2, resourceName: topic, configs: [{ name: 'retention.ms', value: '7200000' }] }]
      })
    }],
    ['config as set', retention],
    ['grow', () => grow(4)],
    ['shrink', () => grow(3)],
    ['delete', () => client.deleteTopics({ topics: [topic] })],
    ['delete unknown', () => client.deleteTopics({ topics: [topic + '-never'] })]
  ])
  await client.close()
}

scenes.run(member, since, admin)
