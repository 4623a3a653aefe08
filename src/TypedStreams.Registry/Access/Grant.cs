using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Access;

/// <summary>What the sender of a request may do. Immutable.</summary>
internal sealed class Grant
{
    private readonly string _user;
    private readonly IReadOnlyList<RegistryPermission>? _permissions;

    internal Grant(string user, IReadOnlyList<RegistryPermission>? permissions)
    {
        _user = user;
        _permissions = permissions;
    }

    /// <summary>The grant of a registry that asks nobody.</summary>
    internal static Grant Everything { get; } = new("", permissions: null);

    /// <summary>
    /// Whether an operation on a subject, a context, or (null) the default context's settings is allowed.
    /// </summary>
    internal bool Allows(RegistryOperations operation, string? subject) =>
        _permissions is null ||
        _permissions.Any(permission =>
            permission.Operations.HasFlag(operation) && permission.Covers(_user, subject ?? ""));

    /// <summary>Why it is not allowed; null when it is.</summary>
    internal RegistryError? Refusal(RegistryOperations operation, string? subject) =>
        Allows(operation, subject) ? null : RegistryError.Denied(_user, operation, subject);
}
