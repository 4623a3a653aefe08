// The recorded files of a project as one value: equal when every file is, so that a pipeline stops where none changed.

using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Model;

/// <param name="Path">Where it lies.</param>
/// <param name="Text">What is in it.</param>
internal sealed record RecordedFile(string Path, string Text);

internal sealed class RecordedSubjects(IEnumerable<RecordedFile> files) : IEquatable<RecordedSubjects>
{
    private readonly EquatableArray<RecordedFile> _files = new(files);
    private IReadOnlyDictionary<string, RecordedSubject>? _subjects;

    /// <summary>The subject of that name, or null. Parsed once; two threads at it would come to the same.</summary>
    internal RecordedSubject? Find(string name)
    {
        _subjects ??= RecordedSubject.ReadAll(_files.Select(file => (file.Path, (Func<string>)(() => file.Text))));
        return _subjects.TryGetValue(name, out var subject) ? subject : null;
    }

    public bool Equals(RecordedSubjects? other) => other is not null && _files.Equals(other._files);

    public override bool Equals(object? obj) => Equals(obj as RecordedSubjects);

    public override int GetHashCode() => _files.GetHashCode();
}
