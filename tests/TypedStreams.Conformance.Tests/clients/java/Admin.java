// Drives the Java AdminClient through what administrators do with one topic, and prints one line a step. What it prints
// depends on the broker's behaviour only: the same lines are expected from every broker.
//   java -cp ... Admin.java BOOTSTRAP
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

public class Admin {
    static final String TOPIC = "administered";
    static final ConfigResource RESOURCE = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);

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
        // The client logs to the same stream, not always with a line end.
        System.out.println("\n= " + name + ": " + result);
    }

    public static void main(String[] args) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", args[0]));
        try (org.apache.kafka.clients.admin.Admin admin = org.apache.kafka.clients.admin.Admin.create(settings)) {
            topics(admin);
            configs(admin);
            records(admin, args[0]);
            cluster(admin);
            step("delete topic", () -> admin.deleteTopics(List.of(TOPIC)).all().get());
            step("delete it again", () -> admin.deleteTopics(List.of(TOPIC)).all().get());
        }
    }

    static void topics(org.apache.kafka.clients.admin.Admin admin) {
        NewTopic topic = new NewTopic(TOPIC, 2, (short) 1).configs(Map.of("retention.ms", "3600000"));
        step("create", () -> admin.createTopics(List.of(topic)).numPartitions(TOPIC).get());
        step("create again", () -> admin.createTopics(List.of(topic)).all().get());
        step("validate only", () -> admin.createTopics(
            List.of(new NewTopic("never", 1, (short) 1)), new CreateTopicsOptions().validateOnly(true)).all().get());
        step("too many replicas", () -> admin.createTopics(List.of(new NewTopic("never", 1, (short) 9))).all().get());
        step("bad name", () -> admin.createTopics(List.of(new NewTopic("a/b", 1, (short) 1))).all().get());
        step("bad config", () -> admin.createTopics(List.of(
            new NewTopic("never", 1, (short) 1).configs(Map.of("retention.ms", "soon")))).all().get());
        step("grow", () -> admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(5))).all().get());
        step("shrink", () -> admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(3))).all().get());
        step("describe", () -> describe(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC)));
        step("describe in pages", () -> describe(admin.describeTopics(
            TopicCollection.ofTopicNames(List.of(TOPIC)), new DescribeTopicsOptions().partitionSizeLimitPerResponse(2))
            .allTopicNames().get().get(TOPIC)));
        step("describe unknown", () -> admin.describeTopics(List.of("never")).allTopicNames().get());
    }

    static String describe(TopicDescription topic) {
        return topic.partitions().stream()
            .map(p -> p.partition() + "/" + p.replicas().size() + "/" + p.isr().size() + "/" + (p.leader() != null))
            .collect(Collectors.joining(" ")) + " internal=" + topic.isInternal();
    }

    static void configs(org.apache.kafka.clients.admin.Admin admin) {
        step("config as created", () -> value(admin, "retention.ms"));
        step("config by default", () -> value(admin, "segment.bytes"));
        step("set", () -> alter(admin, "segment.ms", "600000", AlterConfigOp.OpType.SET));
        step("config as set", () -> value(admin, "segment.ms"));
        step("append", () -> alter(admin, "cleanup.policy", "compact", AlterConfigOp.OpType.APPEND));
        step("config as appended", () -> value(admin, "cleanup.policy"));
        step("subtract", () -> alter(admin, "cleanup.policy", "compact", AlterConfigOp.OpType.SUBTRACT));
        step("config as subtracted", () -> value(admin, "cleanup.policy"));
        step("delete config", () -> alter(admin, "segment.ms", null, AlterConfigOp.OpType.DELETE));
        step("config as deleted", () -> value(admin, "segment.ms"));
        step("set nonsense", () -> alter(admin, "retention.ms", "soon", AlterConfigOp.OpType.SET));
        step("set unknown", () -> alter(admin, "no.such.config", "1", AlterConfigOp.OpType.SET));
        step("append to a number", () -> alter(admin, "retention.ms", "1", AlterConfigOp.OpType.APPEND));
        step("config unharmed", () -> value(admin, "retention.ms"));
        step("default of all brokers", () -> {
            ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
            AlterConfigOp op = new AlterConfigOp(new ConfigEntry("log.retention.ms", "7200000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(brokers, List.of(op))).all().get();
            alter(admin, "retention.ms", null, AlterConfigOp.OpType.DELETE);
            return value(admin, "retention.ms");
        });
        step("resources", () -> admin.listConfigResources(Set.of(ConfigResource.Type.TOPIC), new ListConfigResourcesOptions())
            .all().get().stream().map(ConfigResource::name).filter(TOPIC::equals).toList());
    }

    static Object alter(org.apache.kafka.clients.admin.Admin admin, String name, String value, AlterConfigOp.OpType type)
        throws Exception {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), type);
        return admin.incrementalAlterConfigs(Map.of(RESOURCE, List.of(op))).all().get();
    }

    static String value(org.apache.kafka.clients.admin.Admin admin, String name) throws Exception {
        ConfigEntry entry = admin.describeConfigs(List.of(RESOURCE)).all().get().get(RESOURCE).get(name);
        return entry.value() + " from " + entry.source() + (entry.isReadOnly() ? " read-only" : "");
    }

    static void records(org.apache.kafka.clients.admin.Admin admin, String bootstrap) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        step("write ten", () -> {
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                for (int i = 0; i < 10; i++) {
                    producer.send(new ProducerRecord<>(TOPIC, 0, 1_700_000_000_000L + i, "k", "v" + i)).get();
                }
            }
            return "done";
        });
        step("latest", () -> offset(admin, partition, OffsetSpec.latest()));
        step("by time", () -> offset(admin, partition, OffsetSpec.forTimestamp(1_700_000_000_004L)));
        step("of the greatest time", () -> offset(admin, partition, OffsetSpec.maxTimestamp()));
        step("delete records", () -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4)))
            .lowWatermarks().get(partition).get().lowWatermark());
        step("delete too many", () -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(99))).all().get());
        step("earliest", () -> offset(admin, partition, OffsetSpec.earliest()));
        step("size on disk", () -> admin.describeLogDirs(nodes(admin)).allDescriptions().get().values().stream()
            .flatMap(dirs -> dirs.values().stream())
            .anyMatch(dir -> dir.replicaInfos().get(partition).size() > 100 && dir.totalBytes().isPresent()));
    }

    static Object offset(org.apache.kafka.clients.admin.Admin admin, TopicPartition partition, OffsetSpec spec)
        throws Exception {
        return admin.listOffsets(Map.of(partition, spec)).partitionResult(partition).get().offset();
    }

    static List<Integer> nodes(org.apache.kafka.clients.admin.Admin admin) throws Exception {
        return admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    }

    static void cluster(org.apache.kafka.clients.admin.Admin admin) {
        step("nodes", () -> nodes(admin).size());
        step("quorum", () -> {
            QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
            return quorum.voters().size() + " leads=" + (quorum.leaderId() == quorum.voters().get(0).replicaId())
                + " committed=" + (quorum.highWatermark() > 0);
        });
        step("elect preferred", () -> admin.electLeaders(ElectionType.PREFERRED, Set.of(new TopicPartition(TOPIC, 0)))
            .partitions().get().values().stream().map(e -> e.get().getClass().getSimpleName()).toList());
        step("elect all", () -> admin.electLeaders(ElectionType.PREFERRED, null).partitions().get().size());
    }
}
