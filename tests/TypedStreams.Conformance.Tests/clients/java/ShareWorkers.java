// Two workers of one share group that accept every record of a topic, until all are done or time is up. Prints "got
// OFFSET" when a record comes, "done OFFSET" when the broker has confirmed its acknowledgement, and "doubt OFFSET" when no
// answer came: such a record may come again or not. Ends when nothing comes any more for a while.
//   java -cp ... ShareWorkers.java BOOTSTRAP TOPIC COUNT
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;

public class ShareWorkers {
    static final Set<Long> SETTLED = ConcurrentHashMap.newKeySet();
    static volatile long lastRecord = System.nanoTime();

    public static void main(String[] args) throws Exception {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread worker = new Thread(() -> work(args[0], args[1], Integer.parseInt(args[2])));
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) worker.join();
        System.exit(0);
    }

    static void work(String bootstrap, String topic, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "group.id", "workers",
            "share.acknowledgement.mode", "explicit", "max.poll.records", 20);
        long end = System.nanoTime() + 75_000_000_000L;
        try (KafkaShareConsumer<String, String> consumer =
                 new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (System.nanoTime() < end
                && (SETTLED.size() < count || System.nanoTime() - lastRecord < 6_000_000_000L)) {
                try {
                    step(consumer);
                } catch (KafkaException e) {
                    say("trouble " + e.getClass().getSimpleName());
                }
            }
        }
    }

    static void step(KafkaShareConsumer<String, String> consumer) {
        List<Long> offsets = new ArrayList<>();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
            lastRecord = System.nanoTime();
            say("got " + record.offset());
            offsets.add(record.offset());
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        boolean isDone = false;
        try {
            isDone = consumer.commitSync(Duration.ofSeconds(10)).values().stream().allMatch(Optional::isEmpty);
        } catch (KafkaException e) {
            say("trouble " + e.getClass().getSimpleName());
        }
        for (long offset : offsets) {
            say((isDone ? "done " : "doubt ") + offset);
            SETTLED.add(offset);
        }
    }

    static synchronized void say(String line) {
        System.out.println("\n= " + line);
    }
}
