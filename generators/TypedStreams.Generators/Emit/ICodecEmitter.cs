// What each half of a format's codec is emitted by: a method a record, enum, union, list and map.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal interface ICodecEmitter
{
    void Record(RecordModel record);

    void Enum(EnumModel symbols);

    void Union(UnionModel union);

    void Collection(TypeModel type);
}
