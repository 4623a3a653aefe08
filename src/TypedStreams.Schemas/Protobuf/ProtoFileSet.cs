// A file with its imports, loaded and linked each after those it imports itself. Files built in are parsed once for the
// process and shared. Must never read anything but what it was given.

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoFileSet
{
    /// <summary>How many files one schema may import, directly or not.</summary>
    internal const int MaxImports = 1_000;

    private readonly IReadOnlyDictionary<string, string> _references;
    private readonly Dictionary<string, ProtoFile> _imports = new(StringComparer.Ordinal);
    private readonly HashSet<string> _loading = new(StringComparer.Ordinal);

    private ProtoFileSet(IReadOnlyDictionary<string, string>? references) =>
        _references = references ?? new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, ProtoFile> Imports => _imports;

    /// <summary>What names mean in the root file.</summary>
    internal ProtoNames Names { get; private set; } = new();

    internal static ProtoFileSet Load(ProtoFile file, IReadOnlyDictionary<string, string>? references)
    {
        var set = new ProtoFileSet(references);
        set.Names = set.Complete(file);
        return set;
    }

    /// <summary>Loads what the file imports, then links it.</summary>
    private ProtoNames Complete(ProtoFile file)
    {
        foreach (var import in file.Imports)
        {
            Import(import);
        }

        var names = new ProtoNames();
        var visible = new HashSet<string>(StringComparer.Ordinal);
        foreach (var import in file.Imports)
        {
            AddVisible(names, import.Path, visible);
        }

        names.Add(file);
        ProtoLinker.Link(file, names);
        return names;
    }

    private void AddVisible(ProtoNames names, string path, HashSet<string> visible)
    {
        if (!_imports.TryGetValue(path, out var file) || !visible.Add(path))
        {
            return;
        }

        names.Add(file);
        foreach (var import in file.Imports.Where(import => import.IsPublic))
        {
            AddVisible(names, import.Path, visible);
        }
    }

    private void Import(ProtoImport import)
    {
        if (_imports.ContainsKey(import.Path))
        {
            return;
        }

        if (!_loading.Add(import.Path))
        {
            throw new SchemaParseException(
                $"The import \"{import.Path}\" imports itself in the end; break the circle.", import.Place);
        }

        if (_imports.Count >= MaxImports || _loading.Count > ProtoCursor.MaxDepth)
        {
            throw new SchemaParseException(
                $"More than {MaxImports} files, or a chain longer than {ProtoCursor.MaxDepth}, are imported.",
                import.Place);
        }

        if (_references.TryGetValue(import.Path, out var text))
        {
            var file = ProtoParser.ParseFile(text);
            Complete(file);
            _imports.Add(import.Path, file);
        }
        else if (ProtoWellKnown.Find(import.Path) is { } known)
        {
            foreach (var inner in known.Imports)
            {
                Import(inner);
            }

            _imports[import.Path] = known;
        }
        else if (import.Modifier != "weak")
        {
            throw new SchemaParseException(
                $"The import \"{import.Path}\" is neither given as a reference nor built in; register it first and " +
                "name it in the references.",
                import.Place);
        }

        _loading.Remove(import.Path);
    }
}
