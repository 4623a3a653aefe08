// The one table of what a registry refuses: code, and the words Confluent's registry uses, because clients and tools
// match on them. The HTTP status is the first three digits of the code.
namespace TypedStreams.Registry.Subjects;

/// <summary>An error of the API.</summary>
/// <param name="Code">Five digits as Confluent's registry numbers them, or an HTTP status.</param>
/// <param name="Message">What happened, to what.</param>
internal sealed record RegistryError(int Code, string Message)
{
    /// <summary>The HTTP status.</summary>
    internal int Status => Code >= 1000 ? Code / 100 : Code;

    internal static RegistryError Unauthorized() => new(
        401, "HTTP 401 Unauthorized: say who you are with Basic or Bearer authentication, or a client certificate");

    internal static RegistryError Denied(string user, RegistryOperations operation, string? subject) => new(
        40301,
        $"User '{user}' is denied operation {operation} on " +
        (subject is null ? "all subjects" : $"subject '{subject}'"));

    internal static RegistryError SubjectNotFound(string subject) => new(40401, $"Subject '{subject}' not found.");

    internal static RegistryError VersionNotFound(int version) => new(40402, $"Version {version} not found.");

    internal static RegistryError SchemaNotFound() => new(40403, "Schema not found");

    internal static RegistryError SchemaNotFound(object id) => new(40403, $"Schema {id} not found");

    internal static RegistryError SubjectSoftDeleted(string subject) => new(
        40404, $"Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");

    internal static RegistryError SubjectNotSoftDeleted(string subject) => new(
        40405, $"Subject '{subject}' was not deleted first before being permanently deleted");

    internal static RegistryError VersionSoftDeleted(string subject, int version) => new(
        40406, $"Subject '{subject}' Version {version} was soft deleted.Set permanent=true to delete permanently");

    internal static RegistryError VersionNotSoftDeleted(string subject, int version) => new(
        40407, $"Subject '{subject}' Version {version} was not deleted first before being permanently deleted");

    internal static RegistryError ConfigNotFound(string subject) => new(
        40408, $"Subject '{subject}' does not have subject-level compatibility configured");

    internal static RegistryError ModeNotFound(string subject) => new(
        40409, $"Subject '{subject}' does not have subject-level mode configured");

    internal static RegistryError Incompatible(string subject, IEnumerable<string> messages) => new(
        40901,
        $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\", " +
        $"details: [{string.Join(", ", messages)}]");

    internal static RegistryError InvalidSchema(string type, string detail) => new(
        42201, $"Invalid schema of type {type}, details: {detail}");

    internal static RegistryError NothingToTag(string type, EntityTags entity) => InvalidSchema(
        type, $"it has no {(entity.IsRecord ? "record" : "field")} '{entity.Path}' to put a tag on");

    internal static RegistryError TooDeep(string type) => InvalidSchema(
        type, $"the schema nests deeper than {Formats.SchemaDepth.Max} levels; name and reuse inner types");

    internal static RegistryError TooManyReferences(string type, int max) => InvalidSchema(
        type, $"the schema borrows from more than {max} others, directly and through them");

    internal static RegistryError EmptySchema() => new(42201, "Empty schema");

    internal static RegistryError ReferenceNotFound(SchemaReference reference) => new(
        42201,
        $"Invalid schema, details: No schema reference found for subject \"{reference.Subject}\" " +
        $"and version {reference.Version}");

    internal static RegistryError UnexpectedVersion(int expected, string given) => new(
        42201, $"Version is not one more than previous version: the next version is {expected}, not {given}");

    internal static RegistryError InvalidVersion(string version) => new(
        42202,
        $"The specified version '{version}' is not a valid version id. " +
        "Allowed values are between [1, 2^31-1] and the string \"latest\"");

    internal static RegistryError InvalidLevel() => new(
        42203,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, " +
        "forward_transitive, and full_transitive");

    internal static RegistryError InvalidMode() => new(
        42204, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD");

    internal static RegistryError ReadOnly(string? subject) => new(
        42205, subject is null ? "The registry is in read-only mode" : $"Subject {subject} is in read-only mode");

    internal static RegistryError NotImporting(string subject) => new(
        42205, $"Subject {subject} is not in import mode; register without an id");

    internal static RegistryError NotReadWrite(string subject) => new(
        42205, $"Subject {subject} is not in read-write mode; register with the id the schema has");

    internal static RegistryError ImportOverSubjects() => new(
        42205, "Cannot import since found existing subjects; delete them or set the mode with force=true");

    internal static RegistryError ForwardOnlyGlobally() => new(
        42205, $"The mode FORWARD can be set for {SubjectName.Global} only");

    internal static RegistryError DefaultContextStays() => new(42205, "The default context cannot be deleted");

    internal static RegistryError BadSetting(string setting, string wanted) => new(
        422, $"The setting '{setting}' must be {wanted}");

    internal static RegistryError InvalidPolicy() => new(
        422, "Invalid compatibility policy. Valid values are strict and lenient");

    internal static RegistryError Referenced(string subject, int version) => new(
        42206,
        $"One or more references exist to the schema {{magic=1,keytype=SCHEMA,subject={subject},version={version}}}");

    internal static RegistryError IdMismatch(int id) => new(
        42207, $"Overwrite new schema with id {id} is not permitted.");

    internal static RegistryError VersionTaken(string subject, int version, int id) => new(
        42207, $"Version {version} of subject '{subject}' has the id {id}; it cannot be imported with another one");

    internal static RegistryError InvalidSubject(string subject) => new(
        42208, $"The specified subject '{subject}' is not a valid subject.");

    internal static RegistryError SchemaTooLarge(int bytes, int maxBytes) => new(
        42209, $"The schema takes {bytes} bytes to store, more than the {maxBytes} that one record may have");

    internal static RegistryError InvalidRuleSet(string detail) => new(42210, $"Invalid rule set: {detail}");

    internal static RegistryError ContextNotEmpty(string context) => new(
        42211, $"The context '{context}' is not empty; delete its subjects permanently first");

    internal static RegistryError StoreFailed(string what) => new(50001, $"Error in the backend data store: {what}");

    internal static RegistryError TimedOut(string what) => new(50002, $"Operation timed out: {what}");
}
