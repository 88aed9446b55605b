namespace Linum.Generators;

/// <summary>All that is written about a [Pytree] type.</summary>
/// <param name="Parts">Where it is written.</param>
/// <param name="Type">The type's name inside itself.</param>
/// <param name="CanBeDerived">Whether a value may be of a derived type, whose further members the code would lose.</param>
/// <param name="Members">The parts of a value in the order in which they are written: those of the constructor first.</param>
internal sealed record PytreeModel(TypeParts Parts, string Type, bool CanBeDerived, EquatableArray<PytreeMember> Members);

/// <summary>A member that is a part of the tree.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in full.</param>
/// <param name="IsArgument">Whether the constructor takes it; otherwise it is set in an initializer.</param>
internal sealed record PytreeMember(string Name, string Type, bool IsArgument);
