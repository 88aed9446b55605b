using Linum.Extending;
using Xunit;

namespace Linum.Tests.Errors;

/// <summary>Compares an error's kind and whole text.</summary>
internal static class Raises
{
    public static void Exactly<TException>(string message, Action action)
        where TException : Exception, ILinumException
    {
        TException raised = Assert.Throws<TException>(action);
        Assert.Equal(message, raised.Message);
    }
}
