// A view in each format of every contract that has members worth it.

namespace TypedStreams.Generators.Tests.Contracts;

[View<Everything>]
public readonly ref partial struct EverythingView;

[View<Everything>(Format = SchemaFormat.Protobuf)]
public readonly ref partial struct EverythingOnProtobuf;

[View<Shapes>]
public readonly ref partial struct ShapesView;

[View<Shapes>(Format = SchemaFormat.Protobuf)]
public readonly ref partial struct ShapesOnProtobuf;

[View<Tree>]
public readonly ref partial struct TreeView;

[View<Tree>(Format = SchemaFormat.Protobuf)]
public readonly ref partial struct TreeOnProtobuf;

[View<OrderPlaced>]
public readonly ref partial struct OrderPlacedView;

[View<OrderPlaced>(Format = SchemaFormat.Protobuf)]
public readonly ref partial struct OrderPlacedOnProtobuf;

[View<Parcel>]
public readonly ref partial struct ParcelView;

[View<ParcelTwo>]
public readonly ref partial struct ParcelTwoView;

public static partial class ViewHolder
{
    [View<Ping>]
    public readonly ref partial struct PingView;

    [View<Holder.Tick>]
    internal readonly ref partial struct TickView;
}
