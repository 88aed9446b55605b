namespace Linum.Workloads.Running;

/// <summary>The inputs of one workload by name; each is made when it is asked for.</summary>
internal sealed class Inputs(Specification specification)
{
    private readonly Dictionary<string, NDArray> made = [];

    public NDArray this[string name]
    {
        get
        {
            if (!made.TryGetValue(name, out NDArray? array))
            {
                InputSpecification input = Array.Find(specification.Inputs, i => i.Name == name)
                    ?? throw new KeyNotFoundException($"{specification.Id} has no input {name}; workloads.json gives it {string.Join(", ", specification.Inputs.Select(i => i.Name))}.");
                made[name] = array = Fill.Make(input);
            }

            return array;
        }
    }
}
