namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class ObjectInterpreters(SharedTargets targets)
{
    [Theory]
    [InEveryMode(With = ["ObjectInterpreter", "ObjectInterpreterL0"])]
    public async Task A_program_of_every_command_does_what_it_says(Mode mode, string service)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var path = $"{service}/{Guid.NewGuid()}";

        await ingress.CallAsync($"{path}/interpret", new
        {
            commands = new object[]
            {
                new { kind = 1, key = 6 }, new { kind = 2, key = 6 }, new { kind = 3, key = 6 }, // state
                new { kind = 4 }, new { kind = 5 }, new { kind = 9, duration = 10 }, // increments
                new { kind = 6, duration = 1 }, // 6: sleep
                new { kind = 7 }, new { kind = 8, sleep = 1 }, // 7 and 8: calls
                new { kind = 10 }, new { kind = 11 }, new { kind = 12 }, // side effects
                new { kind = 13 }, new { kind = 14 }, // 12 and 13: calls that fail
                new { kind = 15, index = 7 }, new { kind = 15, index = 8 }, new { kind = 15, index = 13 },
                new { kind = 16 }, new { kind = 17 }, // 17 and 18: awakeables
                new { kind = 15, index = 17 }, new { kind = 15, index = 18 },
                new { kind = 18 },
                new { kind = 19, key = 1, program = Nested() },
                new { kind = 15, index = 22 },
            },
        });

        await Eventually.TrueAsync(async () => await ingress.CallAsync<int>($"{path}/counter") == 4);
    }

    private static object Nested() => new
    {
        commands = new object[]
        {
            new { kind = 4 },
            new { kind = 19, key = 2, program = new { commands = new object[] { new { kind = 4 } } } },
            new { kind = 15, index = 1 },
        },
    };
}
