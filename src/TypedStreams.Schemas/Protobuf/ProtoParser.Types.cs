// Messages, enums and extensions.

namespace TypedStreams.Schemas.Protobuf;

public sealed partial class ProtoParser
{
    private ProtoMessage ParseMessage(string scope)
    {
        _cursor.Take("message");
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the message");
        var message = new ProtoMessage(name, Join(scope, name), place) { Order = _order++ };
        ParseBody(message);
        return message;
    }

    private void ParseBody(ProtoMessage message)
    {
        if (++_depth > ProtoCursor.MaxDepth)
        {
            throw _cursor.Error($"at most {ProtoCursor.MaxDepth} levels of nesting are read");
        }

        var parts = new MessageParts();
        _cursor.Take("{");
        while (!_cursor.TryTake("}"))
        {
            ParseMember(message, parts);
        }

        _depth--;
        message.Fields = parts.Fields;
        message.OneOfs = parts.OneOfs;
        message.Messages = parts.Messages;
        message.Enums = parts.Enums;
        message.Extends = parts.Extends;
        message.Extensions = parts.Extensions;
        message.Reserved = parts.Reserved;
        message.Options = parts.Options;
    }

    private void ParseMember(ProtoMessage message, MessageParts parts)
    {
        if (_cursor.TryTake(";"))
        {
            return;
        }

        switch (_cursor.Current.Kind == ProtoTokenKind.Identifier ? _cursor.Current.Text : "")
        {
            case "message":
                parts.Messages.Add(ParseMessage(message.FullName));
                break;
            case "enum":
                parts.Enums.Add(ParseEnum(message.FullName));
                break;
            case "extend":
                parts.Extends.Add(ParseExtend(message.FullName));
                break;
            case "extensions":
                parts.Extensions.Add(ParseExtensions());
                break;
            case "reserved":
                parts.Reserved.Add(ParseReserved(ProtoRange.MaxField, maySign: false));
                break;
            case "option":
                parts.Options.Add(_options.ParseStatement());
                break;
            case "oneof":
                parts.OneOfs.Add(ParseOneOf(message.FullName));
                break;
            default:
                parts.Fields.Add(ParseField(message.FullName, mayLabel: true));
                break;
        }
    }

    private ProtoOneOf ParseOneOf(string scope)
    {
        _cursor.Take("oneof");
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the oneof");
        var fields = new List<ProtoField>();
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
                fields.Add(ParseField(scope, mayLabel: false));
            }
        }

        return fields.Count > 0
            ? new ProtoOneOf(name, fields, options) { Place = place }
            : throw new SchemaParseException($"The oneof \"{name}\" has no field; add one or remove it.", place);
    }

    private ProtoField ParseField(string scope, bool mayLabel)
    {
        var label = _cursor.Current.Kind == ProtoTokenKind.Identifier ? ProtoLabels.TryGet(_cursor.Current.Text) : null;
        if (label is not null)
        {
            if (!mayLabel)
            {
                throw _cursor.Error("fields of a oneof have no label; a type is expected");
            }

            _cursor.Take();
        }

        if (_cursor.Current.Is("map") && _cursor.Ahead.Is("<"))
        {
            return ParseMap(label, mayLabel);
        }

        if (_cursor.Current.Is("group") && _cursor.Ahead.Kind == ProtoTokenKind.Identifier)
        {
            return ParseGroup(scope, label ?? ProtoLabel.None);
        }

        var type = _cursor.TakeName("a type", mayLead: true);
        return ParseFieldRest(type, label ?? ProtoLabel.None, _order++);
    }

    private ProtoField ParseFieldRest(string type, ProtoLabel label, int order, ProtoScalar? key = null)
    {
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the field");
        _cursor.Take("=");
        var number = _cursor.TakeInteger("the number of the field");
        var options = _options.ParseBrackets();
        _cursor.Take(";");
        return new ProtoField(name, number, type, label, place)
        {
            Options = options,
            MapKey = key,
            Order = order,
            TypeOrder = order,
        };
    }

    private ProtoField ParseMap(ProtoLabel? label, bool mayStand)
    {
        if (label is not null || !mayStand)
        {
            throw _cursor.Error("a map has no label and stands in no oneof; another type is expected");
        }

        var order = _order++;
        _cursor.Take();
        _cursor.Take("<");
        var token = _cursor.Current;
        var key = ProtoScalars.TryGet(_cursor.TakeName("the type of the keys", mayLead: true));
        if (key is not { } scalar || !ProtoScalars.CanBeKey(scalar))
        {
            throw ProtoCursor.Error("the key of a map must be a whole number, a bool or a string", token);
        }

        _cursor.Take(",");
        var value = _cursor.TakeName("the type of the values", mayLead: true);
        _cursor.Take(">");
        return ParseFieldRest(value, ProtoLabel.None, order, scalar);
    }

    private ProtoField ParseGroup(string scope, ProtoLabel label)
    {
        _cursor.Take();
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the group");
        if (!char.IsUpper(name[0]))
        {
            throw new SchemaParseException($"The name of the group \"{name}\" must start with a capital.", place);
        }

        var order = _order++;
        _cursor.Take("=");
        var number = _cursor.TakeInteger("the number of the group");
        var options = _options.ParseBrackets();
        var body = new ProtoMessage(name, Join(scope, name), place) { Order = order };
        ParseBody(body);
        return new ProtoField(name, number, name, label, place)
        {
            Options = options,
            Group = body,
            Target = body,
            Order = order,
        };
    }

    private ProtoExtend ParseExtend(string scope)
    {
        var place = _cursor.Take().Place;
        var type = _cursor.TakeName("the name of a message", mayLead: true);
        var fields = new List<ProtoField>();
        _cursor.Take("{");
        while (!_cursor.TryTake("}"))
        {
            if (!_cursor.TryTake(";"))
            {
                fields.Add(ParseField(scope, mayLabel: true));
            }
        }

        return new ProtoExtend(type, fields, scope) { Place = place };
    }

    private ProtoExtensions ParseExtensions()
    {
        _cursor.Take("extensions");
        var ranges = new List<ProtoRange>();
        do
        {
            ranges.Add(ParseRange(ProtoRange.MaxField, maySign: false));
        }
        while (_cursor.TryTake(","));

        var options = _options.ParseBrackets();
        _cursor.Take(";");
        return new ProtoExtensions(ranges, options);
    }

    private ProtoReserved ParseReserved(int max, bool maySign)
    {
        _cursor.Take("reserved");
        var ranges = new List<ProtoRange>();
        var names = new List<string>();
        do
        {
            if (_cursor.Current.Kind == ProtoTokenKind.String)
            {
                names.Add(_cursor.TakeText("a name"));
            }
            else if (_cursor.Current.Kind == ProtoTokenKind.Identifier && _file.IsEdition)
            {
                names.Add(_cursor.Take().Text);
            }
            else
            {
                ranges.Add(ParseRange(max, maySign));
            }
        }
        while (_cursor.TryTake(","));

        _cursor.Take(";");
        return new ProtoReserved(ranges, names);
    }

    private ProtoRange ParseRange(int max, bool maySign)
    {
        var token = _cursor.Current;
        var first = _cursor.TakeInteger("a number", maySign);
        if (!_cursor.TryTake("to"))
        {
            return new ProtoRange(first, first);
        }

        var isOpen = _cursor.TryTake("max");
        var last = isOpen ? max : _cursor.TakeInteger("a number or \"max\"", maySign);
        return last >= first
            ? new ProtoRange(first, last, isOpen)
            : throw ProtoCursor.Error("the range must go up; a smaller number is expected", token);
    }

    private ProtoEnum ParseEnum(string scope)
    {
        _cursor.Take("enum");
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of the enum");
        var result = new ProtoEnum(name, Join(scope, name), place) { Order = _order++ };
        var values = new List<ProtoEnumValue>();
        var options = new List<ProtoOption>();
        var reserved = new List<ProtoReserved>();
        _cursor.Take("{");
        while (!_cursor.TryTake("}"))
        {
            if (_cursor.Current.Is("option"))
            {
                options.Add(_options.ParseStatement());
            }
            else if (_cursor.Current.Is("reserved"))
            {
                reserved.Add(ParseReserved(int.MaxValue, maySign: true));
            }
            else if (!_cursor.TryTake(";"))
            {
                values.Add(ParseEnumValue());
            }
        }

        (result.Values, result.Options, result.Reserved) = (values, options, reserved);
        return result;
    }

    private ProtoEnumValue ParseEnumValue()
    {
        var place = _cursor.Current.Place;
        var name = _cursor.TakeIdentifier("the name of a value");
        _cursor.Take("=");
        var number = _cursor.TakeInteger("the number of the value", maySign: true);
        var options = _options.ParseBrackets();
        _cursor.Take(";");
        return new ProtoEnumValue(name, number, options) { Place = place };
    }

    private sealed class MessageParts
    {
        internal List<ProtoField> Fields { get; } = [];

        internal List<ProtoOneOf> OneOfs { get; } = [];

        internal List<ProtoMessage> Messages { get; } = [];

        internal List<ProtoEnum> Enums { get; } = [];

        internal List<ProtoExtend> Extends { get; } = [];

        internal List<ProtoExtensions> Extensions { get; } = [];

        internal List<ProtoReserved> Reserved { get; } = [];

        internal List<ProtoOption> Options { get; } = [];
    }
}
