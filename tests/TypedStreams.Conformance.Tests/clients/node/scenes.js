// The command line of the scene programs in JavaScript; ../python/scenes.py describes it.
const fs = require('node:fs')

// A broker may answer from an image of the cluster that is a moment old: what was changed is looked at until it shows.
const SHOWS = { partitions: '2', config: '3600000', 'config as set': '7200000' }
const LOOK_MS = 30_000

const say = (...words) => fs.writeSync(1, words.join(' ') + '\n')
const partitions = (sign, numbers) => say(sign, ...[...numbers].sort((one, other) => one - other))
const found = (offset, read) => say('= starts at', offset, 'and reads', ...read)
const nameOf = (fault) => fault.errors?.[0]?.apiId ?? fault.errors?.[0]?.type ?? fault.apiId ?? fault.type ?? fault.name

async function administer (steps) {
  for (const [name, step] of steps) {
    const last = Date.now() + LOOK_MS
    let outcome
    do {
      try {
        outcome = (await step()) ?? 'done'
      } catch (fault) {
        outcome = deepest(fault)
      }
    } while (String(outcome) !== (SHOWS[name] ?? String(outcome)) && Date.now() < last)
    say('=', name + ':', outcome)
  }
}

// What the broker answered lies below what the client says about it.
function deepest (fault) {
  for (const inner of fault.errors ?? (fault.cause ? [fault.cause] : [])) {
    return deepest(inner)
  }
  return nameOf(fault)
}

function run (member, since, admin) {
  const [verb, bootstrap, topic, ...rest] = process.argv.slice(2)
  const stopped = new Promise((resolve) => process.on('SIGTERM', resolve))
  const work = verb === 'member'
    ? member(bootstrap, topic, ...rest, stopped)
    : verb === 'since' ? since(bootstrap, topic, rest[0], Number(rest[1])) : admin(bootstrap, topic)
  work.then(() => process.exit(0), (fault) => {
    console.error(fault)
    process.exit(1)
  })
}

module.exports = { run, say, partitions, found, administer, sessionMs: (kind) => (kind === 'eager' ? 6000 : 45000) }
