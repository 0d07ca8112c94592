global using Holdfast.Workflows;
