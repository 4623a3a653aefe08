// .proto text to the model of one file: proto2, proto3 and editions. Names are kept as written; what they mean is the
// linker's business. Follows protoc where the language specification leaves room (which words are keywords where, what
// a stray semicolon means). Owns the cursor of one parse; not thread-safe, one instance a parse.

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Parses .proto files.</summary>
public sealed partial class ProtoParser
{
    private readonly ProtoCursor _cursor;
    private readonly ProtoOptionParser _options;
    private readonly ProtoFile _file = new();
    private readonly FileParts _parts = new();
    private string _package = "";
    private bool _isPackageLate;
    private int _depth;
    private int _order;

    private ProtoParser(string text)
    {
        _cursor = new ProtoCursor(text);
        _options = new ProtoOptionParser(_cursor);
    }

    /// <summary>
    /// Parses a file and what it imports, gives every name its meaning, and checks what protoc would refuse.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="references">
    /// The files it imports, directly or not, by import path. Google's and Confluent's own need not be given.
    /// </param>
    /// <param name="validate">
    /// False checks no more than that names are known, for schemas that are already stored.
    /// </param>
    /// <exception cref="SchemaParseException">The text is not a usable schema; do not retry.</exception>
    public static ProtoSchema Parse(
        string text, IReadOnlyDictionary<string, string>? references = null, bool validate = true) =>
        ProtoSchema.Link(ParseFile(text), references, validate);

    /// <summary>Parses the syntax of one file; types stay unresolved and imports unread.</summary>
    /// <exception cref="SchemaParseException">The text is not a .proto file; do not retry.</exception>
    public static ProtoFile ParseFile(string text)
    {
        var parser = new ProtoParser(text);
        var file = parser.ParseFile();
        // Full names are made while parsing; a package behind the first type is rare enough to be read twice for.
        return parser._isPackageLate ? new ProtoParser(text) { _package = file.Package! }.ParseFile() : file;
    }

    private ProtoFile ParseFile()
    {
        if (_cursor.Current.Is("syntax") || _cursor.Current.Is("edition"))
        {
            ParseSyntax();
        }

        while (!_cursor.IsAtEnd)
        {
            ParseStatement();
        }

        _file.Imports = _parts.Imports;
        _file.Options = _parts.Options;
        _file.Messages = _parts.Messages;
        _file.Enums = _parts.Enums;
        _file.Extends = _parts.Extends;
        _file.Services = _parts.Services;
        return _file;
    }

    private void ParseSyntax()
    {
        var word = _cursor.Take().Text;
        _cursor.Take("=");
        var token = _cursor.Current;
        _file.Syntax = _cursor.TakeText("a syntax");
        _cursor.Take(";");
        var isKnown = word == "syntax" ? _file.Syntax is "proto2" or "proto3" : _file.Syntax == "2023";
        if (!isKnown)
        {
            throw new SchemaParseException(
                $"The {word} \"{_file.Syntax}\" is not known; use proto2, proto3 or edition 2023.", token.Place);
        }
    }

    private void ParseStatement()
    {
        if (_cursor.TryTake(";"))
        {
            return;
        }

        switch (_cursor.Current.Kind == ProtoTokenKind.Identifier ? _cursor.Current.Text : "")
        {
            case "import":
                ParseImport();
                break;
            case "package":
                ParsePackage();
                break;
            case "option":
                _parts.Options.Add(_options.ParseStatement());
                break;
            case "message":
                _parts.Messages.Add(ParseMessage(_package));
                break;
            case "enum":
                _parts.Enums.Add(ParseEnum(_package));
                break;
            case "extend":
                _parts.Extends.Add(ParseExtend(_package));
                break;
            case "service":
                _parts.Services.Add(ParseService());
                break;
            default:
                throw _cursor.Error("a statement such as \"message\" is expected");
        }
    }

    private void ParseImport()
    {
        var place = _cursor.Take().Place;
        var modifier = _cursor.Current.Kind == ProtoTokenKind.Identifier && _cursor.Current.Text is "public" or "weak"
            ? _cursor.Take().Text
            : "";
        var path = _cursor.TakeText("the path of the import");
        _cursor.Take(";");
        if (_parts.Imports.Any(import => import.Path == path))
        {
            throw new SchemaParseException($"The import \"{path}\" stands twice; keep one.", place);
        }

        _parts.Imports.Add(new ProtoImport(path, modifier, place));
    }

    private void ParsePackage()
    {
        var place = _cursor.Take().Place;
        if (_file.Package is not null)
        {
            throw new SchemaParseException("A file has one package; keep one.", place);
        }

        _file.Package = _package = _cursor.TakeName("the name of the package");
        _isPackageLate = _parts.HasTypes;
        _cursor.Take(";");
    }

    private ProtoService ParseService()
    {
        _cursor.Take("service");
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the service");
        var methods = new List<ProtoMethod>();
        var options = new List<ProtoOption>();
        _cursor.Take("{");
        while (!_cursor.TryTake("}"))
        {
            if (_cursor.Current.Is("option"))
            {
                options.Add(_options.ParseStatement());
            }
            else if (!_cursor.TryTake(";"))
            {
                methods.Add(ParseMethod());
            }
        }

        return new ProtoService(name, methods, options) { Place = place };
    }

    private ProtoMethod ParseMethod()
    {
        _cursor.Take("rpc");
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the method");
        var request = ParseMethodType(out var streamsRequests);
        _cursor.Take("returns");
        var response = ParseMethodType(out var streamsResponses);
        var options = new List<ProtoOption>();
        var hasBody = _cursor.TryTake("{");
        while (hasBody && !_cursor.TryTake("}"))
        {
            if (!_cursor.TryTake(";"))
            {
                options.Add(_options.ParseStatement());
            }
        }

        if (!hasBody)
        {
            _cursor.Take(";");
        }

        return new ProtoMethod(name, request, streamsRequests, response, streamsResponses, options)
        {
            Place = place,
            HasBody = hasBody,
        };
    }

    private string ParseMethodType(out bool streams)
    {
        _cursor.Take("(");
        streams = _cursor.TryTake("stream");
        var name = _cursor.TakeName("the name of a message", mayLead: true);
        _cursor.Take(")");
        return name;
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;

    private sealed class FileParts
    {
        internal List<ProtoImport> Imports { get; } = [];

        internal List<ProtoOption> Options { get; } = [];

        internal List<ProtoMessage> Messages { get; } = [];

        internal List<ProtoEnum> Enums { get; } = [];

        internal List<ProtoExtend> Extends { get; } = [];

        internal List<ProtoService> Services { get; } = [];

        internal bool HasTypes => Messages.Count + Enums.Count + Extends.Count + Services.Count > 0;
    }
}
