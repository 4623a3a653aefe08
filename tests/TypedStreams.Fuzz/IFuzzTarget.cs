namespace TypedStreams.Fuzz;

/// <summary>A decoder under test.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Makes a valid input; the trial damages it afterwards.</summary>
    FuzzInput Create(Random random);

    /// <summary>Decodes everything in the input.</summary>
    void Decode(FuzzInput input);

    /// <summary>Most bytes that decoding an input of this length may allocate.</summary>
    long AllocationLimit(int inputLength);
}

/// <summary>One input: which decoder, in which version, and the bytes.</summary>
internal sealed record FuzzInput(object Decoder, short Version, byte[] Bytes);
