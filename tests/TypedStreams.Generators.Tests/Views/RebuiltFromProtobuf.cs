// Messages made member by member from their views over Protobuf, to be compared with what the reader makes.

using System.Collections.Immutable;
using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests.Views;

internal static class RebuiltFromProtobuf
{
    internal static Everything Everything(EverythingOnProtobuf view)
    {
        return new Everything(
            view.Boolean,
            view.SByte,
            view.Byte,
            view.Short,
            view.UShort,
            view.Int,
            view.UInt,
            view.Long,
            view.Float,
            view.Double,
            view.String.ToString(),
            view.Bytes.ToArray(),
            view.Memory.ToArray(),
            view.Guid,
            view.Wide,
            view.Whole,
            view.Date,
            view.Time,
            view.Instant,
            view.Moment,
            view.Span,
            view.Color,
            view.Length,
            new Point(view.Point.X, view.Point.Y),
            Numbers(view),
            Words(view),
            Places(view),
            Doubles(view),
            Ids(view),
            Table(view),
            view.MaybeInt,
            view.MaybeString.TryGet(out var maybe) ? maybe.ToString() : null,
            view.MaybeColor,
            Maybe(view),
            view.Named.ToString(),
            view.Count,
            view.Ratio,
            view.Tint,
            view.Limit,
            view.Fee,
            view.@class)
        {
            Note = view.Note.HasValue ? view.Note.Value.ToString() : null,
            Depth = view.Depth,
        };
    }

    internal static Shapes Shapes(ShapesOnProtobuf view)
    {
        var history = new List<Payment?>();
        foreach (var payment in view.History)
        {
            history.Add(payment.TryGet(out var some) ? Paid(some) : null);
        }

        var accounts = new Dictionary<string, Payment>();
        foreach (var entry in view.Accounts)
        {
            accounts[entry.Key.ToString()] = Paid(entry.Value);
        }

        var networks = new List<Network>();
        foreach (var network in view.Networks)
        {
            networks.Add(network);
        }

        var moments = new List<DateTimeOffset?>();
        foreach (var moment in view.Moments)
        {
            moments.Add(moment);
        }

        return new Shapes(
            view.Id.ToString(),
            Paid(view.Paid),
            view.Refunded.TryGet(out var refunded) ? Paid(refunded) : null,
            history,
            Shape(view.Shape),
            Points(view),
            Names(view),
            view.Hash.ToArray(),
            view.Mark.ToArray(),
            Matrix(view),
            Groups(view),
            accounts,
            Rows(view),
            new Tags(Texts(view)),
            view.Network,
            [.. networks],
            [.. moments],
            view.Elapsed);
    }

    internal static Tree Tree(TreeOnProtobuf view)
    {
        var children = new List<Tree>();
        foreach (var child in view.Children)
        {
            children.Add(Tree(child));
        }

        Assert.Equal(view.Children.Count, children.Count);
        return new Tree
        {
            Name = view.Name.ToString(),
            Children = children,
            Twin = view.Twin.TryGet(out var twin) ? Tree(twin) : null,
        };
    }

    private static List<string?> Words(EverythingOnProtobuf view)
    {
        var words = new List<string?>();
        foreach (var word in view.Words)
        {
            words.Add(word.TryGet(out var text) ? text.ToString() : null);
        }

        Assert.Equal(view.Words.Count, words.Count);
        return words;
    }

    private static List<Point?> Places(EverythingOnProtobuf view)
    {
        var points = new List<Point?>();
        foreach (var point in view.Points)
        {
            points.Add(point.HasValue ? new Point(point.Value.X, point.Value.Y) : null);
        }

        Assert.Equal(view.Points.Count, points.Count);
        return points;
    }

    private static Dictionary<string, Guid> Ids(EverythingOnProtobuf view)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var entry in view.Ids)
        {
            ids[entry.Key.ToString()] = entry.Value;
        }

        // Damage may make two keys one: of them the last counts, and the view has both.
        Assert.True(view.Ids.Count >= ids.Count);
        Assert.False(view.Ids.TryGet("no such key", out _));
        return ids;
    }

    private static Dictionary<string, int[]> Table(EverythingOnProtobuf view)
    {
        var table = new Dictionary<string, int[]>();
        foreach (var entry in view.Table)
        {
            var numbers = new List<int>();
            foreach (var number in entry.Value)
            {
                numbers.Add(number);
            }

            Assert.Equal(entry.Value.Count, numbers.Count);
            table[entry.Key.ToString()] = [.. numbers];
        }

        foreach (var (key, numbers) in table)
        {
            Assert.True(view.Table.TryGet(key, out var last));
            Assert.Equal(last.Count, numbers.Length);
        }

        Assert.True(view.Table.Count >= table.Count);
        return table;
    }

    private static int[] Numbers(EverythingOnProtobuf view)
    {
        var numbers = new int[view.Numbers.Count];
        var next = 0;
        foreach (var number in view.Numbers)
        {
            numbers[next++] = number;
        }

        Assert.Equal(numbers.Length, next);
        return numbers;
    }

    private static ImmutableArray<double> Doubles(EverythingOnProtobuf view)
    {
        var doubles = new List<double>();
        foreach (var number in view.Doubles)
        {
            doubles.Add(number);
        }

        Assert.Equal(view.Doubles.Count, doubles.Count);
        return [.. doubles];
    }

    private static List<int>? Maybe(EverythingOnProtobuf view)
    {
        if (!view.MaybeList.TryGet(out var items))
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (var number in items)
        {
            numbers.Add(number);
        }

        return numbers;
    }

    private static Payment Paid(ShapesOnProtobuf.PaymentView view)
    {
        if (view.TryGetCard(out var card))
        {
            return new Payment.Card(card.Number.ToString(), card.Network);
        }

        if (view.TryGetSplit(out var split))
        {
            var parts = new List<Payment>();
            foreach (var part in split.Parts)
            {
                parts.Add(Paid(part));
            }

            return new Payment.Split([.. parts], split.Rest.TryGet(out var rest) ? Paid(rest) : null);
        }

        Assert.True(view.IsCash);
        return new Payment.Cash();
    }

    private static IShape Shape(ShapesOnProtobuf.IShapeView view) => view.TryGetCircle(out var circle)
        ? new Circle(circle.Radius)
        : view.TryGetSquare(out var square) ? new Square(square.Side, square.Turns)
        : throw new InvalidOperationException("It is no case.");

    private static Page<Point> Points(ShapesOnProtobuf view)
    {
        var others = new List<Point>();
        foreach (var point in view.Points.Others)
        {
            others.Add(new Point(point.X, point.Y));
        }

        var first = view.Points.First;
        return new Page<Point>(new Point(first.X, first.Y), [.. others]);
    }

    private static Page<string> Names(ShapesOnProtobuf view)
    {
        var others = new List<string>();
        foreach (var name in view.Names.Others)
        {
            others.Add(name.ToString());
        }

        return new Page<string>(view.Names.First.ToString(), [.. others]);
    }

    private static List<List<int>> Matrix(ShapesOnProtobuf view)
    {
        var rows = new List<List<int>>();
        foreach (var items in view.Matrix)
        {
            var row = new List<int>();
            foreach (var item in items)
            {
                row.Add(item);
            }

            rows.Add(row);
        }

        return rows;
    }

    private static Dictionary<string, List<string?>> Groups(ShapesOnProtobuf view)
    {
        var groups = new Dictionary<string, List<string?>>();
        foreach (var entry in view.Groups)
        {
            var texts = new List<string?>();
            foreach (var text in entry.Value)
            {
                texts.Add(text.HasValue ? text.Value.ToString() : null);
            }

            groups[entry.Key.ToString()] = texts;
        }

        return groups;
    }

    private static List<double[]>? Rows(ShapesOnProtobuf view)
    {
        if (!view.Rows.HasValue)
        {
            return null;
        }

        var rows = new List<double[]>();
        foreach (var items in view.Rows.Value)
        {
            var row = new List<double>();
            foreach (var item in items)
            {
                row.Add(item);
            }

            rows.Add([.. row]);
        }

        return rows;
    }

    private static ImmutableArray<string> Texts(ShapesOnProtobuf view)
    {
        var texts = new List<string>();
        foreach (var text in view.Tags)
        {
            texts.Add(text.ToString());
        }

        return [.. texts];
    }
}
