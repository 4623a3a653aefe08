// How generated code keeps a reader in registers: reads that are inlined go through a local copy, whose address nobody
// takes; what needs the reader by reference goes through another copy, and back.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal static class Registers
{
    /// <summary>Most members of a record whose reading is put where it is called.</summary>
    internal const int MaxInlined = 8;

    internal const string Inlined = "[global::System.Runtime.CompilerServices.MethodImpl("
        + "global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    /// <summary>Starts a method whose parameter is called <c>source</c>.</summary>
    /// <param name="code">Where it goes.</param>
    /// <param name="hasCalls">True when something in it takes the reader by reference.</param>
    internal static void Start(CodeWriter code, bool hasCalls)
    {
        code.Line("var reader = source;");
        if (hasCalls)
        {
            code.Line("var other = source;");
        }
    }

    /// <summary>Ends it.</summary>
    internal static void End(CodeWriter code) => code.Line("source = reader;");

    /// <summary>A statement that takes the reader by reference.</summary>
    internal static void ByReference(CodeWriter code, string statement)
    {
        code.Line("other = reader;");
        code.Line(On("other", statement));
        code.Line("reader = other;");
    }

    /// <summary>Code for <c>reader</c> on another name.</summary>
    internal static string On(string name, string text) => text.Replace("reader.Read", name + ".Read")
        .Replace("reader.Position", name + ".Position").Replace("reader.Skip", name + ".Skip")
        .Replace("reader.CountPacked", name + ".CountPacked").Replace("ref reader)", $"ref {name})");

    /// <summary>True when an Avro value is read without a call that takes the reader's address.</summary>
    internal static bool IsAvroInlined(TypeModel type) => type.Shape switch
    {
        Shape.Wrapper => IsAvroInlined(type.Inner!),
        Shape.NullableValue or Shape.NullableReference => IsAvroInlined(type.Inner!),
        Shape.Enum or Shape.Record or Shape.Union => false,
        _ => !type.IsCollection,
    };

    /// <summary>The same of a Protobuf value after its tag.</summary>
    internal static bool IsProtobufInlined(TypeModel type) => type.Unwrapped.Shape is Shape.Boolean or Shape.SByte
        or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int or Shape.UInt or Shape.Long or Shape.ULong
        or Shape.Float or Shape.Double or Shape.String or Shape.ByteArray or Shape.Memory or Shape.FixedArray
        or Shape.FixedMemory;
}
