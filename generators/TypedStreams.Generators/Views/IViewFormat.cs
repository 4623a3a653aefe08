using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

/// <summary>What of a view differs by format.</summary>
internal interface IViewFormat
{
    /// <summary>Opens <c>var reader</c> over the bytes of a union's case.</summary>
    string OpenCase { get; }

    /// <summary>Fields and constructor of a record's view.</summary>
    /// <param name="keepsBytes">True when it sets <c>_bytes</c> too, which the message is made of.</param>
    void Record(RecordModel record, IReadOnlyList<ViewSlot> slots, bool keepsBytes);

    /// <summary>Constructor of a union's view: sets <c>_case</c> and <c>_bytes</c>.</summary>
    void Union(UnionModel union);

    /// <summary>A property.</summary>
    /// <param name="head">"public int Count".</param>
    void Get(ViewSlot slot, string head);

    /// <summary>What the views call: readers of enums, items and collections.</summary>
    void Rest();
}
