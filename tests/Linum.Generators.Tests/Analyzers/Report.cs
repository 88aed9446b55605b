using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Linum.Generators.Tests.Analyzers;

/// <summary>Compares what the analyzers report with marks in a text: <c>[|here|]</c>.</summary>
internal static class Report
{
    private const string Usings = "using Linum;\nusing Linum.Linen;\nusing static Linum.Transform;\n";

    /// <summary>The rule is reported at the marks, in order, and nothing else anywhere; the messages are returned.</summary>
    public static async Task<string[]> Is(string id, string marked)
    {
        (string text, TextSpan[] marks) = Split(Usings + marked);
        ImmutableArray<Diagnostic> found = await Compile.Analyze(text);
        Assert.Equal(marks.Select(m => $"{id} {m} {text.Substring(m.Start, m.Length)}"), found.Select(d => $"{d.Id} {d.Location.SourceSpan} {text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}"));
        return [.. found.Select(d => d.GetMessage())];
    }

    /// <summary>Nothing is reported, and the text is a program.</summary>
    public static async Task IsNothing(string text)
    {
        Compile.GenerateClean(Usings + text);
        Assert.Empty(await Compile.Analyze(Usings + text));
    }

    private static (string Text, TextSpan[] Marks) Split(string marked)
    {
        List<TextSpan> marks = [];
        int start;
        while ((start = marked.IndexOf("[|", StringComparison.Ordinal)) >= 0)
        {
            marked = marked.Remove(start, 2);
            int end = marked.IndexOf("|]", StringComparison.Ordinal);
            marked = marked.Remove(end, 2);
            marks.Add(TextSpan.FromBounds(start, end));
        }

        return (marked, [.. marks]);
    }
}
