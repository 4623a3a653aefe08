// Which written part is which read part: the rules of schema resolution, which verdicts, plans and generated readers
// share.

namespace TypedStreams.Schemas.Avro;

/// <summary>The specification's schema resolution with Avro Java's choices.</summary>
public static class AvroResolution
{
    /// <summary>True when a written primitive may be read as another: the same, or a wider one.</summary>
    public static bool Promotes(AvroType writer, AvroType reader) => writer == reader || (writer, reader) switch
    {
        (AvroType.Int, AvroType.Long or AvroType.Float or AvroType.Double) => true,
        (AvroType.Long, AvroType.Float or AvroType.Double) => true,
        (AvroType.Float, AvroType.Double) => true,
        (AvroType.String, AvroType.Bytes) or (AvroType.Bytes, AvroType.String) => true,
        _ => false,
    };

    /// <summary>True when the simple names are equal, or the reader has the writer's full name as an alias.</summary>
    public static bool NamesMatch(AvroNamed reader, AvroNamed writer) =>
        reader.Name.Simple == writer.Name.Simple || reader.Aliases.Any(alias => alias.Full == writer.Name.Full);

    /// <summary>The writer's field for a reader's field: same name, or a name among the reader's aliases.</summary>
    /// <param name="reader">The reader's field.</param>
    /// <param name="writer">The written record.</param>
    /// <param name="ambiguous">True when several written fields fit, which is an error.</param>
    public static AvroField? WriterField(AvroField reader, AvroRecord writer, out bool ambiguous)
    {
        var found = writer.Field(reader.Name);
        ambiguous = false;
        foreach (var alias in reader.Aliases)
        {
            if (writer.Field(alias) is { } other && !ReferenceEquals(other, found))
            {
                ambiguous = found is not null;
                found ??= other;
                if (ambiguous)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>
    /// The branch that a written value is read as: the same full name or type first, then a name that matches
    /// otherwise, then a promotion; -1 when there is none.
    /// </summary>
    public static int BestBranch(AvroUnion reader, AvroSchema writer)
    {
        var named = -1;
        var promoted = -1;
        for (var i = 0; i < reader.Branches.Count; i++)
        {
            var branch = reader.Branches[i];
            if (branch.Type == writer.Type && branch.BranchName == writer.BranchName)
            {
                return i;
            }

            if (named < 0 && branch.Type == writer.Type
                && branch is AvroNamed r && NamesMatch(r, (AvroNamed)writer))
            {
                named = i;
            }

            if (promoted < 0 && branch.Type != writer.Type && Promotes(writer.Type, branch.Type))
            {
                promoted = i;
            }
        }

        return named >= 0 ? named : promoted;
    }
}
