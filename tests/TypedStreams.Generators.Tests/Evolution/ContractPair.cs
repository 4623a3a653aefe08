// The two versions of a random contract as running code: values of the first, read as the second in every way there is.

using System.Buffers;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Tests.Evolution;

/// <param name="Written">The value as the first version writes it.</param>
/// <param name="Generated">Read by the generated reader of that version, and written by the second one.</param>
/// <param name="Planned">Rewritten by the plan from one schema to the other.</param>
/// <param name="Straight">What the plan made, read by the second version's own reader and written again.</param>
internal sealed record ThreeWays(byte[] Written, byte[] Generated, byte[] Planned, byte[] Straight);

internal abstract class ContractPair
{
    internal abstract string OldSchema { get; }

    internal abstract string NewSchema { get; }

    internal abstract ThreeWays Read(object old);

    /// <summary>A value of the first version, read and written by it.</summary>
    internal abstract byte[] Rewrite(byte[] written);

    /// <summary>What of the first version cannot be read, by each of the three ways; null where it can.</summary>
    /// <param name="written">Any bytes.</param>
    internal abstract Refusal?[] Refusals(byte[] written);

    internal static ContractPair Create(Type old, Type changed) =>
        (ContractPair)Activator.CreateInstance(typeof(ContractPair<,>).MakeGenericType(old, changed))!;
}

internal sealed class ContractPair<TOld, TNew> : ContractPair
    where TOld : IMessage<TOld>
    where TNew : IMessage<TNew>
{
    private readonly AvroReadPlan _plan =
        AvroReadPlan.Create(AvroParser.Parse(TNew.SchemaText), AvroParser.Parse(TOld.SchemaText));

    internal override string OldSchema => TOld.SchemaText;

    internal override string NewSchema => TNew.SchemaText;

    internal override ThreeWays Read(object old)
    {
        var written = Bytes(output => TOld.Write((TOld)old, output));
        Assert.True(TNew.Reads(TOld.SchemaFingerprint), "no reader for " + OldSchema);
        var generated = Bytes(output => TNew.Write(TNew.Read(TOld.SchemaFingerprint, written), output));
        var planned = Bytes(output => _plan.Rewrite(written, output));
        var straight = Bytes(output => TNew.Write(TNew.Read(planned), output));
        return new ThreeWays(written, generated, planned, straight);
    }

    internal override byte[] Rewrite(byte[] written) => Bytes(output => TOld.Write(TOld.Read(written), output));

    internal override Refusal?[] Refusals(byte[] written) =>
    [
        Refusal.Of(() => TOld.Read(written)),
        Refusal.Of(() => TNew.Read(TOld.SchemaFingerprint, written)),
        Refusal.Of(() => TNew.Read(Bytes(output => _plan.Rewrite(written, output)))),
    ];

    private static byte[] Bytes(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
