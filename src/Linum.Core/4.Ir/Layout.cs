using System.Text;

namespace Linum.Extending;

/// <summary>A text with places where it may be broken: a small pretty printer after P. Wadler, "A prettier printer" (2003).</summary>
internal abstract record Doc
{
    public sealed record TextDoc(string Value) : Doc;

    /// <summary>A break: <paramref name="Flat"/> when its group is on one line, a new line otherwise, preceded by nothing.</summary>
    public sealed record BreakDoc(string Flat, bool Hard) : Doc;

    public sealed record ConcatDoc(Doc[] Parts) : Doc;

    public sealed record NestDoc(int Indent, Doc Inner) : Doc;

    public sealed record GroupDoc(Doc Inner) : Doc;

    public static readonly Doc Empty = new TextDoc("");
    public static readonly Doc Break = new BreakDoc(" ", false);
    public static readonly Doc SoftBreak = new BreakDoc("", false);
    public static readonly Doc HardBreak = new BreakDoc("", true);

    public static Doc Separator(string flat) => new BreakDoc(flat, false);

    public static Doc Text(string value) => new TextDoc(value);

    public static Doc Concat(params Doc[] parts) => new ConcatDoc(parts);

    public static Doc Nest(int indent, Doc inner) => new NestDoc(indent, inner);

    public static Doc Group(Doc inner) => new GroupDoc(inner);

    public static Doc Join(Doc separator, IReadOnlyList<Doc> items)
    {
        List<Doc> parts = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) parts.Add(separator);
            parts.Add(items[i]);
        }

        return new ConcatDoc([.. parts]);
    }
}

/// <summary>Decides which groups are broken.</summary>
internal static class Layout
{
    public static string Render(Doc doc, int indent, int width)
    {
        StringBuilder text = new();
        int column = 0;
        Stack<(int Indent, bool Flat, Doc Doc)> work = new([(indent, false, doc)]);
        while (work.TryPop(out (int Indent, bool Flat, Doc Doc) item))
        {
            switch (item.Doc)
            {
                case Doc.TextDoc t:
                    text.Append(t.Value);
                    column += t.Value.Length;
                    break;
                case Doc.BreakDoc b when item.Flat:
                    text.Append(b.Flat);
                    column += b.Flat.Length;
                    break;
                case Doc.BreakDoc:
                    text.Append('\n').Append(' ', item.Indent);
                    column = item.Indent;
                    break;
                case Doc.ConcatDoc c:
                    for (int i = c.Parts.Length - 1; i >= 0; i--) work.Push((item.Indent, item.Flat, c.Parts[i]));
                    break;
                case Doc.NestDoc n:
                    work.Push((item.Indent + n.Indent, item.Flat, n.Inner));
                    break;
                case Doc.GroupDoc g:
                    work.Push((item.Indent, item.Flat || FlatLength(g.Inner) is int length && column + length <= width, g.Inner));
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>The length on one line; null if it cannot be on one line.</summary>
    private static int? FlatLength(Doc doc)
    {
        switch (doc)
        {
            case Doc.TextDoc t: return t.Value.Length;
            case Doc.BreakDoc b: return b.Hard ? null : b.Flat.Length;
            case Doc.NestDoc n: return FlatLength(n.Inner);
            case Doc.GroupDoc g: return FlatLength(g.Inner);
            case Doc.ConcatDoc c:
                int sum = 0;
                foreach (Doc part in c.Parts)
                {
                    if (FlatLength(part) is not int length) return null;
                    sum += length;
                }

                return sum;
            default: return null;
        }
    }
}
