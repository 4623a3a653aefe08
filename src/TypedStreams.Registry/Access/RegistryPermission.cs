namespace TypedStreams.Registry;

/// <summary>Lets a user do something with some subjects. What no permission allows is refused.</summary>
/// <param name="User">The user's name; "*" for everybody who proved to be somebody.</param>
/// <param name="Subjects">
/// A subject, or the beginning of its name followed by "*". Subjects of a context are written in full
/// (<c>:.context:name</c>); "*" alone covers all of them, and the settings of contexts too.
/// </param>
/// <param name="Operations">What is allowed.</param>
public sealed record RegistryPermission(string User, string Subjects, RegistryOperations Operations)
{
    internal bool Covers(string user, string subject) =>
        (User == "*" || User == user) &&
        (Subjects.EndsWith('*')
            ? subject.StartsWith(Subjects[..^1], StringComparison.Ordinal)
            : subject == Subjects);
}
