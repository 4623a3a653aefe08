// Fields and oneofs of a pair of messages.

namespace TypedStreams.Schemas.Protobuf;

public sealed partial class ProtoCompatibility
{
    private void CompareFields(ProtoMessage original, ProtoMessage update)
    {
        var updates = ByNumber(update);
        var originals = ByNumber(original);
        foreach (var field in originals.Values)
        {
            using var step = Step(Text(field.Number));
            if (updates.TryGetValue(field.Number, out var other))
            {
                Compare(field, other);
            }
            else if (OneOfOf(original, field) is { } oneOf)
            {
                // A oneof that is gone as a whole is reported once, as the oneof.
                if (update.OneOfs.Any(candidate => candidate.Name == oneOf.Name))
                {
                    Report(ProtoDifferences.OneOfFieldRemoved, "the field of the oneof is gone");
                }
            }
            else if (field.Label == ProtoLabel.Required)
            {
                Report(ProtoDifferences.RequiredFieldRemoved, "the required field is gone");
            }
            else
            {
                Report(ProtoDifferences.FieldRemoved, "the field is gone");
            }
        }

        foreach (var field in update.Fields.Where(field => !originals.ContainsKey(field.Number)))
        {
            using var step = Step(Text(field.Number));
            var isRequired = field.Label == ProtoLabel.Required;
            Report(
                isRequired ? ProtoDifferences.RequiredFieldAdded : ProtoDifferences.FieldAdded,
                isRequired ? "the required field is new" : "the field is new");
        }
    }

    private void CompareOneOfs(ProtoMessage original, ProtoMessage update)
    {
        foreach (var oneOf in original.OneOfs.Where(oneOf => update.OneOfs.All(other => other.Name != oneOf.Name)))
        {
            using var step = Step(oneOf.Name);
            Report(ProtoDifferences.OneOfRemoved, "the oneof is gone");
        }

        foreach (var oneOf in update.OneOfs)
        {
            using var step = Step(oneOf.Name);
            var before = original.OneOfs.FirstOrDefault(other => other.Name == oneOf.Name);
            if (before is null)
            {
                Report(ProtoDifferences.OneOfAdded, "the oneof is new");
            }

            CompareMembers(original, oneOf, before);
        }

        ReportMovesOut(original, update);
    }

    private void CompareMembers(ProtoMessage original, ProtoOneOf oneOf, ProtoOneOf? before)
    {
        var originals = ByNumber(original);
        var movedIn = 0;
        foreach (var field in oneOf.Fields)
        {
            using var step = Step(Text(field.Number));
            if (!originals.TryGetValue(field.Number, out var old))
            {
                Report(ProtoDifferences.OneOfFieldAdded, "the field of the oneof is new");
            }
            else if (before?.Fields.Any(other => other.Number == field.Number) != true)
            {
                // A oneof that only has another name takes its own fields along; they could not be set together before.
                movedIn += OneOfOf(original, old) is null ? 1 : 0;
                if (before is not null)
                {
                    Report(ProtoDifferences.FieldMovedToExistingOneOf, "the field stands in a oneof that was there");
                }
            }
        }

        if (movedIn > 1 && before is null)
        {
            Report(ProtoDifferences.MultipleFieldsMovedToOneOf, "several fields stand in one oneof");
        }
    }

    private void ReportMovesOut(ProtoMessage original, ProtoMessage update)
    {
        foreach (var oneOf in original.OneOfs)
        {
            using var step = Step(oneOf.Name);
            foreach (var field in oneOf.Fields.Where(field => update.Fields.Any(other => other.Number == field.Number)))
            {
                using var inner = Step(Text(field.Number));
                Report(ProtoDifferences.OneOfFieldMovedToTopLevel, "the field stands outside of the oneof");
            }
        }
    }

    private void Compare(ProtoField original, ProtoField update)
    {
        if (original.WireName != update.WireName)
        {
            Report(ProtoDifferences.FieldNameChanged, "the field has another name");
        }

        if (original.IsMap && update.IsMap)
        {
            CompareScalars(original.MapKey!.Value, update.MapKey!.Value);
            CompareTypes(original, update);
            return;
        }

        // Scalars and enums are one kind: both are written as numbers.
        if (original.IsMap != update.IsMap || original.Target is ProtoMessage != update.Target is ProtoMessage)
        {
            Report(ProtoDifferences.FieldKindChanged, "the field is of another kind");
            return;
        }

        CompareTypes(original, update);
        CompareLabels(original, update);
    }

    private void CompareTypes(ProtoField original, ProtoField update)
    {
        switch (original.Target, update.Target)
        {
            case (ProtoMessage from, ProtoMessage to):
                CompareNamed(from, to);
                break;
            case (ProtoEnum from, ProtoEnum to):
                CompareNames(from, to);
                break;
            case (ProtoMessage, _) or (_, ProtoMessage):
                Report(ProtoDifferences.FieldKindChanged, "the field is of another kind");
                break;
            default:
                CompareScalars(original.Scalar ?? ProtoScalar.Int32, update.Scalar ?? ProtoScalar.Int32);
                break;
        }
    }

    private void CompareNamed(ProtoMessage original, ProtoMessage update)
    {
        // What stands in the files themselves is compared there; imported messages only here.
        if (CompareNames(original, update) && (original.File != _original.File || update.File != _update.File))
        {
            Compare(original, update);
        }
    }

    private bool CompareNames(ProtoType original, ProtoType update)
    {
        if (LocalName(original, _original) == LocalName(update, _update))
        {
            return true;
        }

        Report(ProtoDifferences.FieldNamedTypeChanged, "the field is of another type");
        return false;
    }

    private void CompareScalars(ProtoScalar original, ProtoScalar update)
    {
        if (GroupOf(original) != GroupOf(update))
        {
            Report(ProtoDifferences.FieldScalarKindChanged, "the scalar is written in another way");
        }
    }

    private void CompareLabels(ProtoField original, ProtoField update)
    {
        if ((original.Label == ProtoLabel.Repeated) == (update.Label == ProtoLabel.Repeated) ||
            original.Target is ProtoMessage)
        {
            return;
        }

        if (original.Scalar is ProtoScalar.String or ProtoScalar.Bytes)
        {
            Report(ProtoDifferences.FieldStringOrBytesLabelChanged, "the field changed between repeated and single");
        }
        else
        {
            Report(ProtoDifferences.FieldNumericLabelChanged, "the number changed between repeated and single");
        }
    }

    /// <summary>Scalars of one group are written alike.</summary>
    private static int GroupOf(ProtoScalar scalar) => scalar switch
    {
        ProtoScalar.Int32 or ProtoScalar.Int64 or ProtoScalar.UInt32 or ProtoScalar.UInt64 or ProtoScalar.Bool => 0,
        ProtoScalar.SInt32 or ProtoScalar.SInt64 => 1,
        ProtoScalar.String or ProtoScalar.Bytes => 2,
        ProtoScalar.Fixed32 or ProtoScalar.SFixed32 => 3,
        ProtoScalar.Fixed64 or ProtoScalar.SFixed64 => 4,
        ProtoScalar.Float => 5,
        _ => 6,
    };

    private static Dictionary<int, ProtoField> ByNumber(ProtoMessage message)
    {
        var fields = new Dictionary<int, ProtoField>();
        foreach (var field in message.AllFields)
        {
            fields[field.Number] = field;
        }

        return fields;
    }

    private static ProtoOneOf? OneOfOf(ProtoMessage message, ProtoField field) =>
        message.OneOfs.FirstOrDefault(oneOf => oneOf.Fields.Contains(field));
}
