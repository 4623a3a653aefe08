namespace TypedStreams.Generators.Tests.Contracts;

[Message("payments", Schema = "Golden/schemas/payment_taken.avsc", Key = "payment_id")]
public sealed partial record PaymentFile;
