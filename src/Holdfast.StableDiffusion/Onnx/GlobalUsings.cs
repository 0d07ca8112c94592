// Holdfast has a type of the same name.
global using OnnxRun = Microsoft.ML.OnnxRuntime.RunOptions;
