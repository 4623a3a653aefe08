namespace TypedStreams.Generators.Tests.Contracts;

[Message("payments", Schema = "Golden/schemas/payment_taken.avsc", Key = "payment_id")]
public sealed partial record PaymentFile;

[Message(
    "bookings", Schema = "Golden/schemas/booking.json", Key = "booking-id", Format = SchemaFormat.Json)]
public sealed partial record BookingFile;
