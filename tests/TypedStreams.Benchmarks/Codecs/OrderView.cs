namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The order over its bytes in Avro.</summary>
[View<Order>]
public readonly ref partial struct OrderView;

/// <summary>The order over its bytes in Protobuf.</summary>
[View<Order>(Format = SchemaFormat.Protobuf)]
public readonly ref partial struct OrderOnProtobuf;
