"""Small neural networks as ONNX: written once from the weights that a package holds, run by onnxruntime."""
