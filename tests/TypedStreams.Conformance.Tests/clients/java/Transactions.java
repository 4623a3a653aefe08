// Drives the Java producer, consumer and AdminClient through the life of transactions, and prints one line a step. What
// it prints depends on the broker's behaviour only: the same lines are expected from every broker.
//   java -cp ... Transactions.java BOOTSTRAP
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;

public class Transactions {
    static final String TOPIC = "ledger";
    static String bootstrap;

    interface Step {
        Object run() throws Exception;
    }

    static void step(String name, Step step) {
        String result;
        try {
            result = String.valueOf(step.run());
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            result = cause.getClass().getSimpleName();
        }
        // The client logs to the same stream, not always with a line end.
        System.out.println("\n= " + name + ": " + result);
    }

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                new NewTopic(TOPIC, 3, (short) 1), new NewTopic("copies", 2, (short) 1))).all().get();
            commitAndAbort(admin);
            offsets(admin);
            fencing(admin);
            timeout(admin);
            administration(admin);
        }
    }

    static KafkaProducer<String, String> producer(String id, int timeoutMs) {
        return new KafkaProducer<>(Map.of(
            "bootstrap.servers", bootstrap, "transactional.id", id, "transaction.timeout.ms", timeoutMs,
            "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class));
    }

    static KafkaConsumer<String, String> consumer(String group, String isolation) {
        return new KafkaConsumer<>(Map.of(
            "bootstrap.servers", bootstrap, "group.id", group, "isolation.level", isolation,
            "auto.offset.reset", "earliest", "enable.auto.commit", "false",
            "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class));
    }

    // A commit returns when it is decided; the markers that let readers of committed records go on follow it.
    static void settle() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            while (admin.listTransactions().all().get().stream().anyMatch(
                    t -> t.state() == TransactionState.PREPARE_COMMIT || t.state() == TransactionState.PREPARE_ABORT)) {
                Thread.sleep(10);
            }
        }
    }

    // Everything that a reader sees, by value; ends when every partition is read to its end for this reader.
    static String read(String topic, String isolation) throws Exception {
        settle();
        try (KafkaConsumer<String, String> consumer = consumer("reader", isolation)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition())).collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> values = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
            }
            return values.stream().sorted().collect(Collectors.joining(" "));
        }
    }

    static void send(KafkaProducer<String, String> producer, String... values) throws Exception {
        for (int i = 0; i < values.length; i++) {
            producer.send(new ProducerRecord<>(TOPIC, i % 3, "k", values[i])).get();
        }
    }

    static void commitAndAbort(Admin admin) {
        KafkaProducer<String, String> producer = producer("bank", 60000);
        step("begin before init", () -> { producer.beginTransaction(); return "begun"; });
        step("init", () -> { producer.initTransactions(); return "initialized"; });
        step("commit", () -> {
            producer.beginTransaction();
            send(producer, "a1", "a2", "a3", "a4");
            producer.commitTransaction();
            return read(TOPIC, "read_committed");
        });
        step("abort", () -> {
            producer.beginTransaction();
            send(producer, "x1", "x2", "x3");
            producer.abortTransaction();
            return read(TOPIC, "read_committed") + " | " + read(TOPIC, "read_uncommitted");
        });
        step("open", () -> {
            producer.beginTransaction();
            send(producer, "b1", "b2");
            return read(TOPIC, "read_committed") + " | " + read(TOPIC, "read_uncommitted");
        });
        step("committed after open", () -> {
            producer.commitTransaction();
            return read(TOPIC, "read_committed");
        });
        step("empty commit", () -> { producer.beginTransaction(); producer.commitTransaction(); return "done"; });
        step("empty abort", () -> { producer.beginTransaction(); producer.abortTransaction(); return "done"; });
        step("many transactions", () -> {
            for (int i = 0; i < 50; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("copies", i % 2, "k", "m" + i));
                if (i % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            return read("copies", "read_committed").split(" ").length;
        });
        producer.close();
    }

    static String committed(Admin admin, String group) throws Exception {
        settle();
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
            .map(e -> e.getKey() + "@" + e.getValue().offset()).sorted().collect(Collectors.joining(" "));
    }

    static void offsets(Admin admin) {
        KafkaProducer<String, String> producer = producer("copier", 60000);
        producer.initTransactions();
        try (KafkaConsumer<String, String> consumer = consumer("copy", "read_committed")) {
            consumer.subscribe(List.of(TOPIC));
            step("member reads", () -> {
                int count = 0;
                while (count < 6) {
                    count += consumer.poll(Duration.ofMillis(100)).count();
                }
                return count;
            });
            TopicPartition first = new TopicPartition(TOPIC, 0);
            step("offsets in an aborted transaction", () -> {
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(
                    Map.of(first, new OffsetAndMetadata(1)), consumer.groupMetadata());
                producer.abortTransaction();
                return committed(admin, "copy");
            });
            step("offsets in an open transaction", () -> {
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(
                    Map.of(first, new OffsetAndMetadata(2)), consumer.groupMetadata());
                return committed(admin, "copy");
            });
            step("offsets that are stable", () -> {
                try (KafkaConsumer<String, String> other = new KafkaConsumer<>(Map.of(
                    "bootstrap.servers", bootstrap, "group.id", "copy", "isolation.level", "read_committed",
                    "default.api.timeout.ms", 2000,
                    "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class))) {
                    return other.committed(Set.of(first));
                }
            });
            step("offsets in a committed transaction", () -> {
                producer.commitTransaction();
                return committed(admin, "copy");
            });
            step("offsets of an old generation", () -> {
                producer.beginTransaction();
                ConsumerGroupMetadata old = new ConsumerGroupMetadata(
                    "copy", consumer.groupMetadata().generationId() - 1, consumer.groupMetadata().memberId(),
                    Optional.empty());
                try {
                    producer.sendOffsetsToTransaction(Map.of(first, new OffsetAndMetadata(3)), old);
                    producer.commitTransaction();
                } finally {
                    producer.abortTransaction();
                }
                return committed(admin, "copy");
            });
            step("offsets of a stranger", () -> {
                producer.beginTransaction();
                ConsumerGroupMetadata stranger = new ConsumerGroupMetadata(
                    "copy", consumer.groupMetadata().generationId(), "nobody", Optional.empty());
                try {
                    producer.sendOffsetsToTransaction(Map.of(first, new OffsetAndMetadata(3)), stranger);
                    producer.commitTransaction();
                } finally {
                    producer.abortTransaction();
                }
                return committed(admin, "copy");
            });
            step("after that", () -> committed(admin, "copy"));
        }
        producer.close();
    }

    static void fencing(Admin admin) {
        KafkaProducer<String, String> first = producer("shared", 60000);
        first.initTransactions();
        first.beginTransaction();
        step("first writes", () -> { send(first, "z1"); return "sent"; });
        KafkaProducer<String, String> second = producer("shared", 60000);
        step("second takes over", () -> { second.initTransactions(); return "initialized"; });
        step("first writes on", () -> { send(first, "z2"); return "sent"; });
        step("first commits", () -> { first.commitTransaction(); return "committed"; });
        step("second commits", () -> {
            second.beginTransaction();
            send(second, "c1");
            second.commitTransaction();
            return read(TOPIC, "read_committed");
        });
        step("fence by administrator", () -> {
            admin.fenceProducers(List.of("shared")).all().get();
            second.beginTransaction();
            send(second, "z3");
            second.commitTransaction();
            return "committed";
        });
        first.close(Duration.ZERO);
        second.close(Duration.ZERO);
    }

    static void timeout(Admin admin) {
        KafkaProducer<String, String> slow = producer("slow", 1000);
        slow.initTransactions();
        slow.beginTransaction();
        step("slow writes", () -> { send(slow, "s1"); return "sent"; });
        step("time is up", () -> {
            while (!describe(admin, "slow").startsWith("CompleteAbort")) {
                Thread.sleep(50);
            }
            return describe(admin, "slow");
        });
        step("slow writes on", () -> { send(slow, "s2"); return "sent"; });
        step("slow aborts", () -> { slow.abortTransaction(); return "aborted"; });
        step("slow goes on", () -> {
            slow.beginTransaction();
            send(slow, "s3");
            slow.commitTransaction();
            return "committed";
        });
        slow.close(Duration.ZERO);
        KafkaProducer<String, String> late = producer("late", 1000);
        late.initTransactions();
        late.beginTransaction();
        step("late commits", () -> {
            send(late, "l1");
            while (!describe(admin, "late").startsWith("CompleteAbort")) {
                Thread.sleep(50);
            }
            late.commitTransaction();
            return "committed";
        });
        step("late aborts", () -> { late.abortTransaction(); return "aborted"; });
        late.close(Duration.ZERO);
    }

    static String describe(Admin admin, String id) throws Exception {
        TransactionDescription d = admin.describeTransactions(List.of(id)).description(id).get();
        return d.state() + " epoch " + d.producerEpoch() + " timeout " + d.transactionTimeoutMs() + " "
            + d.topicPartitions().stream().map(String::valueOf).sorted().collect(Collectors.joining(" "));
    }

    static void administration(Admin admin) {
        KafkaProducer<String, String> open = producer("open", 60000);
        open.initTransactions();
        open.beginTransaction();
        step("describe open", () -> { send(open, "o1", "o2"); return describe(admin, "open"); });
        step("describe unknown", () -> describe(admin, "nobody"));
        step("list", () -> admin.listTransactions().all().get().stream()
            .map(t -> t.transactionalId() + " " + t.state()).sorted().collect(Collectors.joining(", ")));
        step("list by state", () -> admin.listTransactions(
            new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING))).all().get().stream()
            .map(TransactionListing::transactionalId).sorted().collect(Collectors.joining(", ")));
        step("list by pattern", () -> admin.listTransactions(
            new ListTransactionsOptions().filterOnTransactionalIdPattern("s.*")).all().get().stream()
            .map(TransactionListing::transactionalId).sorted().collect(Collectors.joining(", ")));
        step("list by bad pattern", () -> admin.listTransactions(
            new ListTransactionsOptions().filterOnTransactionalIdPattern("s(")).all().get().size());
        step("list by duration", () -> admin.listTransactions(
            new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)).filterOnDuration(1)).all().get().stream()
            .map(TransactionListing::transactionalId).sorted().collect(Collectors.joining(", ")));
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        step("describe producers", () -> admin.describeProducers(List.of(partition)).partitionResult(partition).get()
            .activeProducers().stream().filter(p -> p.currentTransactionStartOffset().isPresent())
            .map(p -> "sequence " + p.lastSequence() + " epoch " + p.producerEpoch())
            .collect(Collectors.joining(", ")));
        step("abort by administrator", () -> {
            ProducerState state = admin.describeProducers(List.of(partition)).partitionResult(partition).get()
                .activeProducers().stream().filter(p -> p.currentTransactionStartOffset().isPresent())
                .findFirst().get();
            admin.abortTransaction(new AbortTransactionSpec(
                partition, state.producerId(), (short) state.producerEpoch(),
                state.coordinatorEpoch().orElse(0))).all().get();
            return admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers()
                .stream().filter(p -> p.currentTransactionStartOffset().isPresent()).count();
        });
        step("read what was aborted", () -> read(TOPIC, "read_committed"));
        open.close(Duration.ZERO);
        step("features", () -> admin.describeFeatures().featureMetadata().get().finalizedFeatures()
            .get("transaction.version"));
    }
}
