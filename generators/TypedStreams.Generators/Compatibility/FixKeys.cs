// What an analyzer hands to a code fix with a diagnostic. Linked into both assemblies.

namespace TypedStreams.Generators.Compatibility;

internal static class FixKeys
{
    /// <summary>Present when a default makes the member readable.</summary>
    internal const string Default = "Default";

    /// <summary>Old names that the member may have had, separated by ';'; an alias is enough.</summary>
    internal const string Aliases = "Aliases";

    /// <summary>Old names that the member may have had, separated by ';'; it must keep the name.</summary>
    internal const string Names = "Names";

    /// <summary>Present when it cannot be told which new member an old one became.</summary>
    internal const string Ambiguous = "Ambiguous";

    /// <summary>A former name of the type.</summary>
    internal const string TypeName = "TypeName";

    /// <summary>The Protobuf number that the member needs.</summary>
    internal const string Number = "Number";

    /// <summary>The member that is gone.</summary>
    internal const string RestoredName = "RestoredName";

    /// <summary>Its C# type.</summary>
    internal const string RestoredType = "RestoredType";

    /// <summary>The attribute it needs, without brackets, or absent.</summary>
    internal const string RestoredAttribute = "RestoredAttribute";

    /// <summary>Path of the file to write.</summary>
    internal const string File = "File";

    /// <summary>What the file holds.</summary>
    internal const string Text = "Text";
}
