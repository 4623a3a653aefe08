// The Java client, run from source: java -cp "LIBS/*" Client.java. Command line and records: ../python/records.py.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws Exception {
        if (args[0].equals("produce")) {
            produce(args[1], args[2], args[3], Path.of(args[4]));
        } else {
            consume(args[1], List.of(args[2].split(",")), args[3], Integer.parseInt(args[4]));
        }
    }

    private static void produce(String bootstrap, String topic, String codec, Path file) throws Exception {
        Map<String, Object> settings =
            Map.of("bootstrap.servers", bootstrap, "compression.type", codec, "linger.ms", 20,
                "client.id", System.getenv().getOrDefault("CLIENT_ID", "conformance"));
        var serializer = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(settings, serializer, serializer)) {
            var sent = new ArrayList<Future<?>>();
            for (String line : Files.readAllLines(file)) {
                JsonNode record = JSON.readTree(line);
                var message = new ProducerRecord<>(
                    topic, record.get("partition").asInt(), bytes(record.get("key")), bytes(record.get("value")));
                for (JsonNode header : record.get("headers")) {
                    message.headers().add(header.get(0).asText(), bytes(header.get(1)));
                }
                sent.add(producer.send(message));
            }
            for (Future<?> future : sent) {
                future.get();
            }
        }
    }

    private static void consume(String bootstrap, List<String> topics, String group, int count) throws Exception {
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", bootstrap, "group.id", group, "auto.offset.reset", "earliest",
            "enable.auto.commit", false);
        var deserializer = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, deserializer, deserializer)) {
            consumer.subscribe(topics);
            int read = 0;
            while (read < count) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    System.out.println(show(record));
                    read++;
                }
            }
            consumer.commitSync();
        }
    }

    private static String show(ConsumerRecord<byte[], byte[]> record) throws Exception {
        ObjectNode shown = JSON.createObjectNode();
        shown.put("topic", record.topic()).put("partition", record.partition()).put("offset", record.offset());
        shown.put("key", hex(record.key())).put("value", hex(record.value()));
        ArrayNode headers = shown.putArray("headers");
        for (Header header : record.headers()) {
            headers.addArray().add(header.key()).add(hex(header.value()));
        }
        return JSON.writeValueAsString(shown);
    }

    private static byte[] bytes(JsonNode text) {
        return text.isNull() ? null : HEX.parseHex(text.asText());
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? null : HEX.formatHex(bytes);
    }
}
