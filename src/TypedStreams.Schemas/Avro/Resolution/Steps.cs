// The steps of a plan: each consumes one written value and appends one value in the reader's encoding.

using System.Buffers;
using System.Buffers.Binary;

namespace TypedStreams.Schemas.Avro;

internal abstract class Step
{
    internal abstract void Run(ref Cursor input, IBufferWriter<byte> output);
}

/// <summary>The value is encoded alike on both sides: its bytes are copied.</summary>
internal sealed class CopyStep(Skip skip) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        var start = input.Position;
        skip.Run(ref input);
        output.Write(input.Since(start));
    }
}

/// <summary>A value the reader has and the writer never wrote: its default, encoded when the plan was made.</summary>
internal sealed class ConstantStep(byte[] bytes) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output) => output.Write(bytes);
}

/// <summary>A value without a counterpart. Harmless as long as no such value comes.</summary>
internal sealed class FailStep(string problem) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output) => input.Fail(problem);
}

/// <summary>int, long or float to float or double.</summary>
internal sealed class PromoteStep(AvroType from, AvroType to) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        if (to == AvroType.Float)
        {
            BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), input.ReadLong());
            output.Advance(sizeof(float));
            return;
        }

        // Each arm is cast, because a long and a float together would be a float.
        var value = from == AvroType.Float
            ? (double)BinaryPrimitives.ReadSingleLittleEndian(input.Take(sizeof(float)))
            : (double)input.ReadLong();
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }
}

/// <summary>
/// A writer's symbol to the reader's index of it; -1 where the reader has neither symbol nor default.
/// </summary>
internal sealed class EnumStep(AvroEnum writer, int[] indexes) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        var symbol = input.ReadIndex(indexes.Length, "enum symbol");
        if (indexes[symbol] < 0)
        {
            input.Fail($"the reader's enum lacks the symbol {writer.Symbols[symbol]} and has no default");
        }

        output.WriteLong(indexes[symbol]);
    }
}

/// <summary>A written union: the branch decides the step.</summary>
internal sealed class UnionStep(Step[] branches) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output) =>
        branches[input.ReadIndex(branches.Length, "union branch")].Run(ref input, output);
}

/// <summary>A value that becomes a branch of the reader's union.</summary>
internal sealed class BranchStep(int branch, Step value) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        output.WriteLong(branch);
        value.Run(ref input, output);
    }
}

/// <summary>Blocks of an array, or of a map when there is a key step.</summary>
internal sealed class BlocksStep(Step? key, Step item) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        for (var count = input.ReadBlockCount(); count != 0; count = input.ReadBlockCount())
        {
            // Items of no bytes are bounded by a number; all others by running out of data.
            if (count > (long)input.Remaining + SkipBlocks.MaxEmptyItems)
            {
                input.Fail($"a block of {count} items does not fit the {input.Remaining} bytes left");
            }

            output.WriteLong(count);
            for (var i = 0L; i < count; i++)
            {
                key?.Run(ref input, output);
                item.Run(ref input, output);
            }
        }

        output.WriteLong(0);
    }
}

/// <summary>A record whose shared fields stand in the same order: one pass.</summary>
internal sealed class RecordStep : Step
{
    internal Step[] Steps { get; set; } = [];

    /// <summary>Set instead of <see cref="Steps"/> when shared fields stand in another order.</summary>
    internal Reordering? Reordered { get; set; }

    internal override void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        input.Enter();
        if (Reordered is { } reordered)
        {
            reordered.Run(ref input, output);
        }
        else
        {
            foreach (var step in Steps)
            {
                step.Run(ref input, output);
            }
        }

        input.Depth--;
    }
}

/// <summary>A field only the writer has.</summary>
internal sealed class DropStep(Skip skip) : Step
{
    internal override void Run(ref Cursor input, IBufferWriter<byte> output) => skip.Run(ref input);
}

/// <summary>Finds where each written field starts, then visits them in the reader's order.</summary>
internal sealed class Reordering(Skip[] written, (int Written, Step Step)[] fields)
{
    private const int MaxOnStack = 64;

    internal void Run(ref Cursor input, IBufferWriter<byte> output)
    {
        var starts = written.Length <= MaxOnStack ? stackalloc int[MaxOnStack] : new int[written.Length];
        for (var i = 0; i < written.Length; i++)
        {
            starts[i] = input.Position;
            written[i].Run(ref input);
        }

        var end = input.Position;
        foreach (var (index, step) in fields)
        {
            if (index >= 0)
            {
                input.Position = starts[index];
            }

            step.Run(ref input, output);
        }

        input.Position = end;
    }
}
