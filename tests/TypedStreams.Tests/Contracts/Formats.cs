// The same kind of contract in the formats beside Avro; V2 is what a consumer of today has.

namespace TypedStreams.Tests.Contracts
{
    [Message("parcels", Format = SchemaFormat.Protobuf, Namespace = "shop")]
    public sealed partial record Parcel([Key] string ParcelId, long Grams, string? Note);

    [Message("quotes", Format = SchemaFormat.Json, Namespace = "shop")]
    public sealed partial record Quote([Key] string QuoteId, double Price, string Currency);
}

namespace TypedStreams.Tests.Contracts.V2
{
    [Message("parcels", Format = SchemaFormat.Protobuf, Namespace = "shop")]
    public sealed partial record Parcel([Key] string ParcelId, long Grams, string? Note, string? Carrier = null);
}
