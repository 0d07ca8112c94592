global using Holdfast.Images;
global using Holdfast.Workflows;
