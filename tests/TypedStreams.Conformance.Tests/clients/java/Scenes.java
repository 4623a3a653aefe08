// Scenes with the Java client; ../python/scenes.py describes the command line. And
//   share BOOTSTRAP TOPIC   a share consumer that accepts, releases and rejects the twenty records of TOPIC
import java.time.Duration;
import java.util.*;
import java.util.concurrent.CountDownLatch;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class Scenes {
    interface Step {
        Object run() throws Exception;
    }

    // A broker may answer from an image of the cluster that is a moment old: what was changed is looked at until it
    // shows.
    private static final Map<String, String> SHOWS =
        Map.of("partitions", "2", "config", "3600000", "config as set", "7200000");
    private static final long LOOK_MS = 30_000;
    private static volatile boolean stopping;
    private static final CountDownLatch LEFT = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "member" -> member(args[1], args[2], args[3], args[4], args[5]);
            case "since" -> since(args[1], args[2], Long.parseLong(args[3]), Integer.parseInt(args[4]));
            case "admin" -> admin(args[1], args[2]);
            default -> share(args[1], args[2]);
        }
    }

    private static void member(String bootstrap, String topic, String group, String kind, String name) {
        Map<String, Object> settings = new HashMap<>(Map.of(
            "bootstrap.servers", bootstrap, "group.id", group, "auto.offset.reset", "earliest",
            "enable.auto.commit", false, "max.poll.records", 20));
        if (kind.equals("consumer")) {
            settings.put("group.protocol", "consumer");
        } else {
            settings.put("session.timeout.ms", kind.equals("eager") ? 6000 : 45000);
            settings.put("heartbeat.interval.ms", 500);
        }
        if (kind.equals("cooperative")) {
            settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        }
        if (kind.equals("static")) {
            settings.put("group.instance.id", name);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping = true;
            try {
                LEFT.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                    consumer.commitSync();
                    say("-", revoked);
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
                    say("+", assigned);
                }
            });
            while (!stopping) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    System.out.println("read " + record.partition() + " " + record.offset());
                }
                try {
                    consumer.commitSync();
                } catch (CommitFailedException | RebalanceInProgressException e) {
                    // The partition is another's by now, or will be: it is read again there.
                }
            }
        } finally {
            LEFT.countDown();
        }
    }

    private static void say(String sign, Collection<TopicPartition> partitions) {
        System.out.println(sign + partitions.stream().map(TopicPartition::partition).sorted()
            .map(partition -> " " + partition).collect(Collectors.joining()));
    }

    private static void since(String bootstrap, String topic, long time, int count) {
        var bytes = new ByteArrayDeserializer();
        var partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap), bytes, bytes)) {
            consumer.assign(List.of(partition));
            long start = consumer.offsetsForTimes(Map.of(partition, time)).get(partition).offset();
            consumer.seek(partition, start);
            List<String> read = new ArrayList<>();
            while (read.size() < count) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> read.add("" + record.offset()));
            }
            read.subList(count, read.size()).clear();
            System.out.println("= starts at " + start + " and reads " + String.join(" ", read));
        }
    }

    private static void step(String name, Step step) {
        long last = System.currentTimeMillis() + LOOK_MS;
        String outcome;
        do {
            try {
                outcome = String.valueOf(step.run());
            } catch (Exception e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                outcome = cause.getClass().getSimpleName();
            }
        } while (!outcome.equals(SHOWS.getOrDefault(name, outcome)) && System.currentTimeMillis() < last);
        System.out.println("= " + name + ": " + outcome);
    }

    private static void admin(String bootstrap, String topic) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            step("create", () -> create(admin, topic, Map.of("retention.ms", "3600000")));
            step("create again", () -> create(admin, topic, Map.of()));
            step("bad name", () -> create(admin, "a/b", Map.of()));
            step("bad config", () -> create(admin, topic + "-never", Map.of("retention.ms", "soon")));
            step("partitions", () ->
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size());
            step("config", () -> retention(admin, topic));
            step("set config", () -> set(admin, ConfigResource.Type.TOPIC, topic, "retention.ms", "7200000"));
            step("config as set", () -> retention(admin, topic));
            step("grow", () -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get());
            step("shrink", () -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get());
            step("delete", () -> admin.deleteTopics(List.of(topic)).all().get());
            step("delete unknown", () -> admin.deleteTopics(List.of(topic + "-never")).all().get());
        }
    }

    private static Object create(Admin admin, String topic, Map<String, String> configs) throws Exception {
        return admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(configs))).all().get();
    }

    private static Object set(Admin admin, ConfigResource.Type type, String name, String key, String value)
        throws Exception {
        var change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        return admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, name), List.of(change))).all().get();
    }

    private static String retention(Admin admin, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value();
    }

    private static void share(String bootstrap, String topic) throws Exception {
        String group = topic + "-group";
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            set(admin, ConfigResource.Type.GROUP, group, "share.auto.offset.reset", "earliest");
        }
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", bootstrap, "group.id", group, "share.acknowledgement.mode", "explicit");
        var bytes = new ByteArrayDeserializer();
        SortedMap<Long, Integer> deliveries = new TreeMap<>();
        int open = 20;
        try (var consumer = new KafkaShareConsumer<>(settings, bytes, bytes)) {
            consumer.subscribe(List.of(topic));
            while (open > 0) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    int delivery = deliveries.merge(record.offset(), 1, Integer::sum);
                    boolean again = record.offset() % 5 == 0 && delivery == 1;
                    boolean refused = record.offset() % 7 == 3;
                    consumer.acknowledge(record, again ? AcknowledgeType.RELEASE
                        : refused ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT);
                    open -= again ? 0 : 1;
                }
                consumer.commitSync();
            }
        }
        System.out.println("= deliveries of each record: "
            + deliveries.values().stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
