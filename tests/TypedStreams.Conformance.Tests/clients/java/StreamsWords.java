// A Kafka Streams application with group.protocol=streams counts words in two processes: a repartition topic, a state
// store with its changelog. One process is killed without a word, another takes its place, a third leaves; the counts
// must come out exact.
//   java -cp ... StreamsWords.java drive BOOTSTRAP GUARANTEE THIS_FILE
//                                          prints the counts
//   java -cp ... StreamsWords.java run BOOTSTRAP GUARANTEE NAME    one process, until its input ends
import java.io.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.TimeUnit;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.*;

public class StreamsWords {
    static final int LINES = 2000;
    static final String[] WORDS = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"};
    static String bootstrap;
    static String guarantee;
    static String source;

    public static void main(String[] args) throws Exception {
        bootstrap = args[1];
        guarantee = args[2];
        if (args[0].equals("run")) {
            run(args[3]);
        } else {
            source = args[3];
            drive();
        }
    }

    static String application() { return "streams-" + guarantee.replace('_', '-'); }
    static String lines() { return "lines-" + application(); }
    static String counts() { return "counts-" + application(); }

    static void drive() throws Exception {
        List<Process> processes = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            create(admin);
            Map<String, Long> expected = new TreeMap<>();
            write(0, LINES / 2, expected);
            Process first = start("first", processes);
            Process second = start("second", processes);
            if (guarantee.equals("at_least_once")) {
                // What was counted and not committed would be counted again.
                await(expected, Long.MAX_VALUE);
                awaitCommitted(admin);
            } else {
                await(expected, LINES / 4);
            }
            first.destroyForcibly().waitFor();
            log("first killed");
            write(LINES / 2, LINES * 3 / 4, expected);
            await(expected, Long.MAX_VALUE);
            Process third = start("third", processes);
            write(LINES * 3 / 4, LINES, expected);
            stop(second);
            log("second left");
            Map<String, Long> last = await(expected, Long.MAX_VALUE);
            stop(third);
            System.out.println("\n= " + last);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    static void create(Admin admin) throws Exception {
        admin.createTopics(List.of(
            new NewTopic(lines(), 3, (short) 1), new NewTopic(counts(), 3, (short) 1))).all().get();
    }

    static Process start(String name, List<Process> processes) throws Exception {
        Process process = new ProcessBuilder(
            "java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), source, "run", bootstrap,
            guarantee, name)
            .redirectErrorStream(true).start();
        processes.add(process);
        BufferedReader reader = process.inputReader();
        new Thread(() -> reader.lines().forEach(line -> log(name + ": " + line))).start();
        return process;
    }

    static void stop(Process process) throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a process did not stop");
        }
    }

    static void run(String name) throws Exception {
        Properties settings = new Properties();
        settings.put("application.id", application());
        settings.put("group.protocol", "streams");
        settings.put("bootstrap.servers", bootstrap);
        settings.put("processing.guarantee", guarantee);
        settings.put("commit.interval.ms", "100");
        settings.put("state.dir", Files.createTempDirectory("streams-" + name).toString());
        settings.put("num.stream.threads", "2");
        settings.put("producer.transaction.timeout.ms", "10000");
        settings.put("application.server", "127.0.0.1:1000");
        settings.put("default.key.serde", Serdes.StringSerde.class);
        settings.put("default.value.serde", Serdes.StringSerde.class);
        settings.put("consumer.auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(lines())
            .flatMapValues(line -> Arrays.asList(line.split(" ")))
            .groupBy((key, word) -> word)
            .count(Materialized.as("counted"))
            .toStream()
            .to(counts(), Produced.with(Serdes.String(), Serdes.Long()));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.setStateListener((now, before) -> System.out.println("= state " + now));
        streams.start();
        while (System.in.read() >= 0) {
        }
        streams.close(CloseOptions.timeout(Duration.ofSeconds(30))
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        System.out.println("= closed");
        System.exit(0);
    }

    static void log(String what) {
        System.out.println("# " + java.time.LocalTime.now() + " " + what);
    }

    static void write(int from, int to, Map<String, Long> expected) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", bootstrap,
                "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class))) {
            for (int i = from; i < to; i++) {
                String a = WORDS[i % WORDS.length];
                String b = WORDS[(i * i) % WORDS.length];
                expected.merge(a, 1L, Long::sum);
                expected.merge(b, 1L, Long::sum);
                producer.send(new ProducerRecord<>(lines(), "line" + i, a + " " + b));
            }
        }
    }

    // Waits until the group has committed all that is in the topics that it reads.
    static void awaitCommitted(Admin admin) throws Exception {
        String repartition = application() + "-counted-repartition";
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int p = 0; p < 3; p++) {
            ends.put(new TopicPartition(lines(), p), OffsetSpec.latest());
            ends.put(new TopicPartition(repartition, p), OffsetSpec.latest());
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < deadline) {
            var latest = admin.listOffsets(ends).all().get();
            var committed = admin.listStreamsGroupOffsets(
                Map.of(application(), new ListStreamsGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(application()).get();
            if (latest.entrySet().stream().allMatch(end -> end.getValue().offset() == 0
                    || (committed.get(end.getKey()) != null
                        && committed.get(end.getKey()).offset() >= end.getValue().offset()))) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the group did not commit what it read");
    }

    // Reads the newest count of every word until they are as expected, or until enough was counted.
    static Map<String, Long> await(Map<String, Long> expected, long enough) {
        try (KafkaConsumer<String, Long> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed",
                "key.deserializer", StringDeserializer.class, "value.deserializer", LongDeserializer.class))) {
            List<TopicPartition> partitions = IntStream.range(0, 3)
                .mapToObj(p -> new TopicPartition(counts(), p)).collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<String, Long> newest = new TreeMap<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
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
