// Encodes messages and record batches with Apache Kafka's own classes, for make_golden.py. Every field gets a value
// that follows from its name alone, so that the tests can build the same message without reading this output.
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.protocol.*;
import org.apache.kafka.common.protocol.types.*;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.*;

public class Golden {
    static final String[] PACKAGES = {
        "org.apache.kafka.common.message.", "org.apache.kafka.common.metadata.",
        "org.apache.kafka.coordinator.group.generated.", "org.apache.kafka.coordinator.share.generated.",
        "org.apache.kafka.coordinator.transaction.generated.",
        "org.apache.kafka.server.log.remote.metadata.storage.generated."};

    public static void main(String[] args) throws Exception {
        if (args[0].equals("batches")) {
            batches();
            return;
        }
        for (String name : args) {
            Class<?> type = find(name);
            Schema[] schemas = (Schema[]) type.getField("SCHEMAS").get(null);
            for (short version = 0; version < schemas.length; version++) {
                if (schemas[version] == null) continue;
                Message message = (Message) type.getDeclaredConstructor().newInstance();
                fill(message, schemas[version]);
                ObjectSerializationCache cache = new ObjectSerializationCache();
                ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
                message.write(new ByteBufferAccessor(buffer), cache, version);
                buffer.flip();
                System.out.println(name + " " + version + " " + hex(buffer));
            }
        }
    }

    static Class<?> find(String name) throws ClassNotFoundException {
        for (String prefix : PACKAGES)
            for (String suffix : new String[] {"Data", ""})
                try {
                    return Class.forName(prefix + name + suffix);
                } catch (ClassNotFoundException e) {
                    // the next package
                }
        throw new ClassNotFoundException(name);
    }

    static void fill(Object target, Schema schema) throws Exception {
        for (BoundField bound : schema.fields()) {
            if (bound.def.type instanceof TaggedFields tagged) {
                for (Field field : tagged.fields().values()) set(target, field);
            } else {
                set(target, bound.def);
            }
        }
    }

    static void set(Object target, Field field) throws Exception {
        String wanted = "set" + field.name.replace("_", "");
        for (Method method : target.getClass().getMethods())
            if (method.getName().toLowerCase(Locale.ROOT).equals(wanted) && method.getParameterCount() == 1) {
                method.invoke(target, value(field, method.getGenericParameterTypes()[0]));
                return;
            }
        throw new NoSuchMethodException(target.getClass() + " " + field.name);
    }

    static Object value(Field field, java.lang.reflect.Type type) throws Exception {
        String name = field.name.replace("_", "");
        if (field.type.isArray()) {
            org.apache.kafka.common.protocol.types.Type element = field.type.arrayElementType().get();
            Class<?> raw = type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
            java.lang.reflect.Type of = type instanceof ParameterizedType p
                ? p.getActualTypeArguments()[0]
                : ((ParameterizedType) raw.getGenericSuperclass()).getActualTypeArguments()[0];
            Collection<Object> all = raw == List.class
                ? new ArrayList<>() : (Collection<Object>) raw.getDeclaredConstructor().newInstance();
            Object one = scalar(name, element, (Class<?>) of);
            all.add(one);
            if (!(element instanceof Schema)) all.add(one);
            return all;
        }
        return scalar(name, field.type, (Class<?>) type);
    }

    static Object scalar(String name, org.apache.kafka.common.protocol.types.Type type, Class<?> target) throws Exception {
        if (type instanceof Schema schema) {
            Object struct = target.getDeclaredConstructor().newInstance();
            fill(struct, schema);
            return struct;
        }
        long hash = hash(name);
        if (target == boolean.class) return true;
        if (target == byte.class || target == Byte.class) return (byte) (hash & 0x7f);
        if (target == short.class || target == Short.class) return (short) (hash & 0x7fff);
        if (target == int.class || target == Integer.class)
            return type.toString().equals("UINT16") ? (int) (hash & 0xffff) : (int) (hash & 0x7fffffff);
        if (target == long.class || target == Long.class)
            return type.toString().equals("UINT32") ? hash : (hash * 0x9E3779B97F4A7C15L) & Long.MAX_VALUE;
        if (target == double.class) return (hash & 0xffff) / 4.0;
        if (target == Uuid.class) return new Uuid(hash, hash * 3);
        if (target == String.class) return name + "-\u00e9";
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (target == byte[].class) return bytes;
        if (target == ByteBuffer.class) return ByteBuffer.wrap(bytes);
        if (target.getSimpleName().equals("BaseRecords")) return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes));
        throw new IllegalArgumentException(name + " " + target);
    }

    // FNV-1a, 32 bits.
    static long hash(String name) {
        int hash = 0x811c9dc5;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ (b & 0xff)) * 0x01000193;
        return hash & 0xffffffffL;
    }

    static void batches() {
        Header[] headers = {
            new RecordHeader("trace", "abc".getBytes(StandardCharsets.UTF_8)), new RecordHeader("none", (byte[]) null)};
        Map<String, Compression> codecs = new LinkedHashMap<>();
        codecs.put("none", Compression.NONE);
        codecs.put("gzip", Compression.gzip().build());
        codecs.put("snappy", Compression.snappy().build());
        codecs.put("lz4", Compression.lz4().build());
        codecs.put("zstd", Compression.zstd().build());
        codecs.forEach((name, codec) -> {
            MemoryRecordsBuilder builder = builder(codec, 42, 7000, (short) 3, 17, false, false, TimestampType.CREATE_TIME);
            builder.append(1_700_000_000_000L, bytes("key-0"), bytes("value-0"), headers);
            builder.append(1_700_000_000_250L, null, bytes("value-1"));
            builder.append(1_699_999_999_990L, bytes("key-2"), null);
            builder.append(1_700_000_000_500L, bytes("key-3"), bytes("x".repeat(300)));
            print(name, builder);
        });
        MemoryRecordsBuilder plain = builder(
            Compression.NONE, 0, -1, (short) -1, -1, false, false, TimestampType.LOG_APPEND_TIME);
        plain.append(5, bytes("k"), bytes("v"));
        print("append-time", plain);
        MemoryRecordsBuilder transactional = builder(
            Compression.NONE, 9, 8000, (short) 1, 0, true, false, TimestampType.CREATE_TIME);
        transactional.append(1_700_000_000_000L, bytes("k"), bytes("v"));
        print("transactional", transactional);
        print("commit", MemoryRecords.withEndTransactionMarker(
            11, 1_700_000_000_001L, 2, 8000, (short) 1, new EndTransactionMarker(ControlRecordType.COMMIT, 6)));
        print("abort", MemoryRecords.withEndTransactionMarker(
            12, 1_700_000_000_002L, 2, 8000, (short) 1, new EndTransactionMarker(ControlRecordType.ABORT, 7)));
        print("leader-change", MemoryRecords.withLeaderChangeMessage(
            13, 1_700_000_000_003L, 4, ByteBuffer.allocate(256),
            new LeaderChangeMessage().setVersion((short) 0).setLeaderId(1)));
    }

    static MemoryRecordsBuilder builder(Compression codec, long offset, long producer, short epoch, int sequence,
            boolean transactional, boolean control, TimestampType type) {
        return new MemoryRecordsBuilder(ByteBuffer.allocate(4096), (byte) 2, codec, type, offset, 99L, producer, epoch,
            sequence, transactional, control, 5, 4096);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void print(String name, MemoryRecordsBuilder builder) {
        print(name, builder.build());
    }

    static void print(String name, MemoryRecords records) {
        System.out.println("java-" + name + " " + hex(records.buffer().duplicate()));
    }

    static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
