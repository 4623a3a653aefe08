// Kafka Streams counts words: a repartition topic, a state store with its changelog, and with exactly_once_v2 one
// transaction a commit. It is closed in the middle and started again; the counts must come out exact.
//   java -cp ... WordCount.java BOOTSTRAP GUARANTEE
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.kstream.*;

public class WordCount {
    static final int LINES = 2000;
    static final String[] WORDS = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"};
    static String bootstrap;
    static String guarantee;

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        guarantee = args[1];
        String lines = "lines-" + guarantee.replace('_', '-');
        String counts = "counts-" + guarantee.replace('_', '-');
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                new NewTopic(lines, 3, (short) 1), new NewTopic(counts, 3, (short) 1))).all().get();
        }
        Path state = Files.createTempDirectory("streams-");
        Map<String, Long> expected = new TreeMap<>();
        write(lines, 0, LINES / 2, expected);
        KafkaStreams first = start(lines, counts, state);
        await(counts, expected, LINES / 4);
        log("first counted");
        log("first closed " + first.close(Duration.ofSeconds(30)));
        write(lines, LINES / 2, LINES, expected);
        KafkaStreams second = start(lines, counts, state);
        Map<String, Long> last = await(counts, expected, Integer.MAX_VALUE);
        log("second counted");
        log("second closed " + second.close(Duration.ofSeconds(30)));
        System.out.println("\n= " + last);
    }

    static void log(String what) {
        System.out.println("\n# " + java.time.LocalTime.now() + " " + what);
    }

    static void write(String topic, int from, int to, Map<String, Long> expected) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", bootstrap,
                "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class))) {
            for (int i = from; i < to; i++) {
                String a = WORDS[i % WORDS.length];
                String b = WORDS[(i * i) % WORDS.length];
                expected.merge(a, 1L, Long::sum);
                expected.merge(b, 1L, Long::sum);
                producer.send(new ProducerRecord<>(topic, "line" + i, a + " " + b));
            }
        }
    }

    static KafkaStreams start(String lines, String counts, Path state) {
        Properties settings = new Properties();
        settings.put("application.id", "words-" + guarantee);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("processing.guarantee", guarantee);
        settings.put("commit.interval.ms", "100");
        settings.put("state.dir", state.toString());
        settings.put("num.stream.threads", "2");
        settings.put("consumer.session.timeout.ms", "6000");
        settings.put("default.key.serde", Serdes.StringSerde.class);
        settings.put("default.value.serde", Serdes.StringSerde.class);
        settings.put("consumer.auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(lines)
            .flatMapValues(line -> Arrays.asList(line.split(" ")))
            .groupBy((key, word) -> word)
            .count()
            .toStream()
            .to(counts, Produced.with(Serdes.String(), Serdes.Long()));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        return streams;
    }

    // Reads the newest count of every word until they are as expected, or until enough was counted.
    static Map<String, Long> await(String topic, Map<String, Long> expected, int enough) {
        try (KafkaConsumer<String, Long> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed",
                "key.deserializer", StringDeserializer.class, "value.deserializer", LongDeserializer.class))) {
            List<TopicPartition> partitions = IntStream.range(0, 3)
                .mapToObj(p -> new TopicPartition(topic, p)).collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<String, Long> newest = new TreeMap<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> newest.put(r.key(), r.value()));
                long sum = newest.values().stream().mapToLong(Long::longValue).sum();
                if (newest.equals(expected) || sum >= enough) {
                    return newest;
                }
            }
            throw new IllegalStateException("counted " + newest + " instead of " + expected);
        }
    }
}
