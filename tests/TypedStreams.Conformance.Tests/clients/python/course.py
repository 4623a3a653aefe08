# The session that every Kafka course begins with, as it is taught; only the address is filled in.
import sys

from kafka import KafkaConsumer, KafkaProducer

address = sys.argv[1]

producer = KafkaProducer(bootstrap_servers=address)
for i in range(10):
    producer.send('test', key=b'key', value=b'message %d' % i)
producer.flush()

consumer = KafkaConsumer('test', bootstrap_servers=address, auto_offset_reset='earliest', group_id='g1')
for number, message in enumerate(consumer, start=1):
    print(message.partition, message.offset, message.key.decode(), message.value.decode())
    if number == 10:
        break
consumer.close()
