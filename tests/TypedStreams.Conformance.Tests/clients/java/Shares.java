// Drives the Java share consumer and the AdminClient through the life of share groups, and prints one line a step. What
// it prints depends on the broker's behaviour only: the same lines are expected from every broker. The broker lets
// groups lock records for one second (group.share.min.record.lock.duration.ms=1000).
//   java -cp ... Shares.java BOOTSTRAP
import java.time.Duration;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.*;

public class Shares {
    static String bootstrap;
    static org.apache.kafka.clients.admin.Admin admin;

    interface Step {
        Object run() throws Exception;
    }

    static void step(String name, Step step) {
        String result;
        try {
            result = String.valueOf(step.run());
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            result = cause.getClass().getSimpleName();
        }
        System.out.println("\n= " + name + ": " + result);
    }

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        admin = org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", bootstrap));
        configs();
        outcomes();
        locks();
        members();
        transactions();
        starts();
        administration();
        admin.close();
    }

    static void configs() {
        step("set", () -> set("outcomes", "share.auto.offset.reset", "earliest"));
        step("as set", () -> config("outcomes", "share.auto.offset.reset"));
        step("by default", () -> config("outcomes", "share.delivery.count.limit"));
        step("of consumers", () -> set("readers", "consumer.session.timeout.ms", "50000"));
        step("of consumers as set", () -> config("readers", "consumer.session.timeout.ms"));
        step("out of range", () -> set("outcomes", "share.session.timeout.ms", "1"));
        step("nonsense", () -> set("outcomes", "share.auto.offset.reset", "middle"));
        step("a duration", () -> set("other", "share.auto.offset.reset", "by_duration:PT1H"));
        step("unknown", () -> set("outcomes", "share.no.such", "1"));
        step("groups with configuration", () -> admin.listConfigResources(
            Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions()).all().get().stream()
            .map(ConfigResource::name).sorted().toList());
    }

    static void outcomes() {
        step("topic", () -> create("outcomes", 1));
        step("send", () -> send("outcomes", 0, 10));
        step("limit", () -> set("outcomes", "share.delivery.count.limit", "2"));
        try (KafkaShareConsumer<String, String> consumer = consumer("outcomes", true)) {
            consumer.subscribe(List.of("outcomes"));
            step("accept 0-3, release 4-6, reject 7-9", () -> settle(consumer, 10, record ->
                record.offset() < 4 ? AcknowledgeType.ACCEPT
                : record.offset() < 7 ? AcknowledgeType.RELEASE : AcknowledgeType.REJECT));
            step("left over", () -> lag("outcomes", "outcomes"));
            step("the released again, 4 is accepted", () -> settle(consumer, 3, record ->
                record.offset() == 4 ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE));
            step("none after the limit", () -> settle(consumer, 0, record -> AcknowledgeType.ACCEPT));
            step("nothing is left", () -> lag("outcomes", "outcomes"));
            step("send more", () -> send("outcomes", 10, 2));
            step("the new ones", () -> settle(consumer, 2, record -> AcknowledgeType.ACCEPT));
            step("not held", () -> {
                consumer.acknowledge(new ConsumerRecord<>("outcomes", 0, 0L, "", ""), AcknowledgeType.ACCEPT);
                return "accepted";
            });
        }
        try (KafkaShareConsumer<String, String> consumer = consumer("implicit", false)) {
            set("implicit", "share.auto.offset.reset", "earliest");
            consumer.subscribe(List.of("outcomes"));
            step("implicit", () -> offsets(poll(consumer, 12)));
            step("implicit, acknowledged by the next poll", () -> offsets(poll(consumer, 0)));
            step("implicit, left over", () -> lag("implicit", "outcomes"));
        } catch (Exception e) {
            step("implicit", () -> { throw e; });
        }
    }

    static void locks() throws Exception {
        create("locks", 1);
        send("locks", 0, 4);
        set("locks", "share.auto.offset.reset", "earliest");
        step("lock for 2 s", () -> set("locks", "share.record.lock.duration.ms", "2000"));
        try (KafkaShareConsumer<String, String> first = consumer("locks", true);
             KafkaShareConsumer<String, String> second = consumer("locks", true)) {
            first.subscribe(List.of("locks"));
            second.subscribe(List.of("locks"));
            List<ConsumerRecord<String, String>> held = poll(first, 4);
            step("first holds", () -> offsets(held));
            step("timeout", () -> first.acquisitionLockTimeoutMs().orElse(-1));
            step("second gets them when the time is up", () -> offsets(poll(second, 4)));
            step("too late", () -> {
                held.forEach(record -> first.acknowledge(record, AcknowledgeType.ACCEPT));
                return first.commitSync().values().stream()
                    .map(e -> e.map(x -> x.getClass().getSimpleName()).orElse("done")).toList();
            });
        }
        create("renewals", 1);
        send("renewals", 0, 1);
        set("renewals", "share.auto.offset.reset", "earliest");
        set("renewals", "share.record.lock.duration.ms", "3000");
        try (KafkaShareConsumer<String, String> first = consumer("renewals", true)) {
            first.subscribe(List.of("renewals"));
            List<ConsumerRecord<String, String>> held = poll(first, 1);
            step("renewed twice, then accepted", () -> {
                for (int i = 0; i < 2; i++) {
                    Thread.sleep(2000);
                    first.acknowledge(held.get(0), AcknowledgeType.RENEW);
                    String outcome = outcome(first);
                    if (!outcome.equals("done")) return outcome;
                    first.poll(Duration.ofMillis(100));
                }
                first.acknowledge(held.get(0), AcknowledgeType.ACCEPT);
                return outcome(first) + ", left over " + lag("renewals", "renewals");
            });
        }
    }

    static void members() throws Exception {
        create("members", 1);
        send("members", 0, 6);
        set("members", "share.auto.offset.reset", "earliest");
        KafkaShareConsumer<String, String> first = consumer("members", true);
        first.subscribe(List.of("members"));
        step("one holds all", () -> offsets(poll(first, 6)));
        step("members", () -> admin.describeShareGroups(List.of("members")).all().get().get("members").members().size());
        step("state", () -> admin.describeShareGroups(List.of("members")).all().get().get("members").groupState());
        first.close();
        try (KafkaShareConsumer<String, String> second = consumer("members", true);
             KafkaShareConsumer<String, String> third = consumer("members", true)) {
            second.subscribe(List.of("members"));
            third.subscribe(List.of("members"));
            step("after it closed", () -> settle(second, 6, record -> AcknowledgeType.ACCEPT));
            step("two members, one partition", () -> {
                List<String> assigned = List.of();
                for (int i = 0; i < 20 && assigned.size() < 2; i++) {
                    second.poll(Duration.ofMillis(500));
                    third.poll(Duration.ofMillis(500));
                    assigned = admin.describeShareGroups(List.of("members")).all().get().get("members").members().stream()
                        .filter(m -> !m.assignment().topicPartitions().isEmpty())
                        .map(m -> m.assignment().topicPartitions().toString()).toList();
                }
                return assigned;
            });
            send("members", 6, 1);
            step("one record, one of them", () -> {
                int count = 0;
                for (int i = 0; i < 10; i++) {
                    for (KafkaShareConsumer<String, String> consumer : List.of(second, third)) {
                        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                            count++;
                            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                        }
                        consumer.commitSync();
                    }
                }
                return count;
            });
        }
    }

    static void transactions() throws Exception {
        create("transactions", 1);
        Map<String, Object> settings = new HashMap<>(producer());
        settings.put("transactional.id", "shares");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            producer.initTransactions();
            for (int i = 0; i < 3; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("transactions", "v" + i)).get();
                if (i == 1) producer.abortTransaction(); else producer.commitTransaction();
            }
        }
        for (String level : List.of("read_uncommitted", "read_committed")) {
            set(level, "share.auto.offset.reset", "earliest");
            set(level, "share.isolation.level", level);
            try (KafkaShareConsumer<String, String> consumer = consumer(level, true)) {
                consumer.subscribe(List.of("transactions"));
                step(level, () -> settle(consumer, level.equals("read_committed") ? 2 : 3, r -> AcknowledgeType.ACCEPT));
            }
        }
    }

    static void starts() throws Exception {
        try (KafkaShareConsumer<String, String> consumer = consumer("latest", true)) {
            consumer.subscribe(List.of("outcomes"));
            step("latest, nothing yet", () -> offsets(poll(consumer, 0)) + offsets(poll(consumer, 0)) + offsets(poll(consumer, 0)));
            send("outcomes", 12, 1);
            step("latest", () -> settle(consumer, 1, record -> AcknowledgeType.ACCEPT));
        }
        try (KafkaShareConsumer<String, String> consumer = consumer("other", true)) {
            consumer.subscribe(List.of("outcomes"));
            step("of the last hour", () -> settle(consumer, 13, record -> AcknowledgeType.ACCEPT));
        }
        set("strict", "share.auto.offset.reset", "earliest");
        Map<String, Object> settings = settings("strict", true);
        settings.put("max.poll.records", 3);
        settings.put("share.acquire.mode", "record_limit");
        try (KafkaShareConsumer<String, String> consumer =
                 new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("outcomes"));
            step("three at a time", () -> settle(consumer, 3, record -> AcknowledgeType.ACCEPT));
            step("and three more", () -> settle(consumer, 3, record -> AcknowledgeType.ACCEPT));
        }
    }

    static void administration() throws Exception {
        step("listed", () -> admin.listGroups(ListGroupsOptions.forShareGroups()).all().get().stream()
            .map(group -> group.groupId() + "/" + group.groupState().map(Object::toString).orElse("")).sorted().toList());
        step("describe unknown", () -> admin.describeShareGroups(List.of("nobody")).all().get());
        step("assignor", () -> {
            ShareGroupDescription group = admin.describeShareGroups(List.of("outcomes")).all().get().get("outcomes");
            return group.groupState() + " " + group.members().size();
        });
        step("offsets of nobody", () -> start("nobody", "outcomes", 0));
        step("named offsets of nobody", () -> {
            ListShareGroupOffsetsSpec spec =
                new ListShareGroupOffsetsSpec().topicPartitions(List.of(new TopicPartition("outcomes", 0)));
            return admin.listShareGroupOffsets(Map.of("nobody", spec)).partitionsToOffsetInfo("nobody").get();
        });
        TopicPartition partition = new TopicPartition("outcomes", 0);
        step("alter", () -> admin.alterShareGroupOffsets("outcomes", Map.of(partition, 5L)).all().get());
        step("altered", () -> start("outcomes", "outcomes", 0));
        try (KafkaShareConsumer<String, String> consumer = consumer("outcomes", true)) {
            consumer.subscribe(List.of("outcomes"));
            step("from there on", () -> settle(consumer, 8, record -> AcknowledgeType.ACCEPT));
            step("alter an occupied group", () -> admin.alterShareGroupOffsets("outcomes", Map.of(partition, 0L)).all().get());
            step("delete an occupied group", () -> admin.deleteShareGroups(List.of("outcomes")).all().get());
        }
        step("alter an unknown topic", () -> admin.alterShareGroupOffsets(
            "outcomes", Map.of(new TopicPartition("nothing", 0), 0L)).all().get());
        step("delete offsets", () -> admin.deleteShareGroupOffsets("outcomes", Set.of("outcomes")).all().get());
        step("offsets deleted", () -> start("outcomes", "outcomes", 0));
        step("delete offsets of an unknown topic",
            () -> admin.deleteShareGroupOffsets("outcomes", Set.of("nothing")).all().get());
        step("delete", () -> admin.deleteShareGroups(List.of("outcomes", "locks")).all().get());
        step("delete again", () -> admin.deleteShareGroups(List.of("outcomes")).all().get());
        step("a consumer in a share group", () -> {
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "group.id", "members",
                "group.protocol", "consumer");
            try (KafkaConsumer<String, String> consumer =
                     new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of("members"));
                for (int i = 0; i < 20; i++) consumer.poll(Duration.ofMillis(200));
                return "joined";
            }
        });
        step("a share consumer in a consumer group", () -> {
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "group.id", "readers",
                "group.protocol", "consumer");
            try (KafkaConsumer<String, String> reader =
                     new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
                 KafkaShareConsumer<String, String> consumer = consumer("readers", true)) {
                reader.subscribe(List.of("members"));
                for (int i = 0; i < 5; i++) reader.poll(Duration.ofMillis(200));
                consumer.subscribe(List.of("members"));
                for (int i = 0; i < 20; i++) consumer.poll(Duration.ofMillis(200));
                return "joined";
            }
        });
    }

    interface Judge {
        AcknowledgeType judge(ConsumerRecord<String, String> record);
    }

    // Takes so many records, settles them, and tells them with their delivery counts.
    static String settle(KafkaShareConsumer<String, String> consumer, int count, Judge judge) throws Exception {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long end = System.nanoTime() + (count == 0 ? 2_000_000_000L : 20_000_000_000L);
        while ((records.size() < count || count == 0) && System.nanoTime() < end) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                records.add(record);
                consumer.acknowledge(record, judge.judge(record));
            }
            String outcome = outcome(consumer);
            if (!outcome.equals("done")) return outcome;
        }
        return offsets(records);
    }

    static String outcome(KafkaShareConsumer<String, String> consumer) {
        return consumer.commitSync(Duration.ofSeconds(10)).values().stream()
            .map(e -> e.map(x -> x.getClass().getSimpleName()).orElse("done")).distinct().sorted()
            .collect(Collectors.collectingAndThen(Collectors.joining(","), s -> s.isEmpty() ? "done" : s));
    }

    static List<ConsumerRecord<String, String>> poll(KafkaShareConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long end = System.nanoTime() + (count == 0 ? 2_000_000_000L : 20_000_000_000L);
        while ((records.size() < count || count == 0) && System.nanoTime() < end)
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        return records;
    }

    static String offsets(List<ConsumerRecord<String, String>> records) {
        return records.stream().sorted(Comparator.comparingLong(ConsumerRecord::offset))
            .map(record -> record.offset() + "x" + record.deliveryCount().orElse((short) 0))
            .collect(Collectors.joining(" "));
    }

    static Object start(String group, String topic, int partition) throws Exception {
        SharePartitionOffsetInfo info = admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(group).get().get(new TopicPartition(topic, partition));
        return info == null ? "none" : info.startOffset() + " lag " + info.lag().map(Object::toString).orElse("-");
    }

    static Object lag(String group, String topic) throws Exception {
        return admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(group).get().get(new TopicPartition(topic, 0)).lag().orElse(-1L);
    }

    static Object set(String group, String name, String value) throws Exception {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        return admin.incrementalAlterConfigs(Map.of(resource(group), List.of(op))).all().get();
    }

    static String config(String group, String name) throws Exception {
        ConfigEntry entry = admin.describeConfigs(List.of(resource(group))).all().get().get(resource(group)).get(name);
        return entry.value() + " from " + entry.source() + " " + entry.type();
    }

    static ConfigResource resource(String group) {
        return new ConfigResource(ConfigResource.Type.GROUP, group);
    }

    static Object create(String topic, int partitions) throws Exception {
        return admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }

    static Map<String, Object> producer() {
        return Map.of("bootstrap.servers", bootstrap, "key.serializer", StringSerializer.class,
            "value.serializer", StringSerializer.class);
    }

    // One batch a record, so that every broker has the same batches.
    static Object send(String topic, int first, int count) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(producer())) {
            for (int i = first; i < first + count; i++)
                producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i)).get();
        }
        return count;
    }

    static Map<String, Object> settings(String group, boolean explicit) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "group.id", group));
        if (explicit) settings.put("share.acknowledgement.mode", "explicit");
        return settings;
    }

    static KafkaShareConsumer<String, String> consumer(String group, boolean explicit) {
        return new KafkaShareConsumer<>(settings(group, explicit), new StringDeserializer(), new StringDeserializer());
    }
}
